//! AWS Lambda: a function that takes the typed event. Its body is there before it is called.

use std::fmt::Debug;
use std::hint::black_box;

use anyhow::Result;
use hookseal::lambda::{Webhook, WebhookLayer, webhook_fn};
use http::{Response, StatusCode};
use lambda_http::{Body, Error, Request};
use tower::{Layer as _, Service, service_fn};

use super::tower::decode;
use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let bare = service_fn(async |request: Request| answer(decode(request.body())));
    let layer = WebhookLayer::new(Signed::GitHub.verifier()?);
    let layered = layer.layer(webhook_fn(async |Webhook(event): Webhook<Event>| {
        black_box(event.payload());
        answer(StatusCode::NO_CONTENT)
    }));
    let by_hand = service_fn(async |request: Request| {
        let signature = request.headers().get(hand_rolled::HEADER);
        let body = request.body();
        answer(
            if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), body)) {
                decode(body)
            } else {
                StatusCode::UNAUTHORIZED
            },
        )
    });
    Ok(vec![
        of(BARE, Kind::Bare, bare),
        of("hookseal", Kind::Hookseal, layered),
        of("hand-rolled", Kind::HandRolled, by_hand).in_place(Place::Handler),
    ])
}

fn answer(status: StatusCode) -> Result<Response<Body>, Error> {
    Ok(Response::builder().status(status).body(Body::Empty)?)
}

fn of<S, A>(name: &'static str, kind: Kind, function: S) -> Contestant
where
    S: Service<Request, Response = Response<A>, Error: Debug> + Clone + 'static,
{
    service::contestant(name, kind, Signed::GitHub, text, function)
}

/// As API Gateway passes on a JSON document.
fn text(frames: Frames) -> Body {
    Body::Text(String::from_utf8_lossy(&frames.whole()).into_owned())
}
