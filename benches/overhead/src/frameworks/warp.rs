//! warp: filters that end in the typed event.

use std::fmt::Debug;
use std::hint::black_box;

use anyhow::Result;
use bytes::Bytes;
use hookseal::VerifiedEvent;
use hookseal::warp::{WebhookLayer, answer_rejection, verify_webhook, webhook};
use http::{Request, Response, StatusCode};
use tower::{Layer as _, Service};
use warp::Filter;

use super::tower::decode;
use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let hook = || warp::path!("hook").and(warp::post());
    let bare = hook()
        .and(warp::body::bytes())
        .map(|body: Bytes| decode(&body));
    let layered = hook().and(webhook()).map(took).recover(answer_rejection);
    let layer = WebhookLayer::new(Signed::GitHub.verifier()?);
    let extracted = hook()
        .and(verify_webhook(Signed::GitHub.verifier()?))
        .map(took)
        .recover(answer_rejection);
    let by_hand = hook()
        .and(warp::header::optional::<String>(hand_rolled::HEADER))
        .and(warp::body::bytes())
        .map(|signature: Option<String>, body: Bytes| {
            if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
                decode(&body)
            } else {
                StatusCode::UNAUTHORIZED
            }
        });
    Ok(vec![
        of(BARE, Kind::Bare, warp::service(bare)),
        of(
            "hookseal",
            Kind::Hookseal,
            layer.layer(warp::service(layered)),
        )
        .in_place(Place::AroundApp),
        of(
            "hookseal, extractor only",
            Kind::Hookseal,
            warp::service(extracted),
        )
        .in_place(Place::Handler),
        of("hand-rolled", Kind::HandRolled, warp::service(by_hand)).in_place(Place::Handler),
    ])
}

fn took(event: VerifiedEvent<Event>) -> StatusCode {
    black_box(event.payload());
    StatusCode::NO_CONTENT
}

fn of<S, A>(name: &'static str, kind: Kind, app: S) -> Contestant
where
    S: Service<Request<Frames>, Response = Response<A>, Error: Debug> + Clone + 'static,
{
    service::contestant(name, kind, Signed::GitHub, |frames| frames, app)
}
