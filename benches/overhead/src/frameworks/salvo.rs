//! salvo: a handler that takes the typed event.

use std::hint::black_box;

use anyhow::Result;
use hookseal::Verifier;
use hookseal::salvo::{VerifyWebhook, Webhook, WebhookLayer};
use http::StatusCode;
use http_body_util::BodyExt as _;
use salvo::http::ReqBody;
use salvo::prelude::*;

use super::tower::decode;
use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Delivery, Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let layer = WebhookLayer::new(Signed::GitHub.verifier()?);
    let install = Install(Signed::GitHub.verifier()?);
    let hook = || Router::with_path("hook");
    Ok(vec![
        of(BARE, Kind::Bare, hook().post(bare)),
        of(
            "hookseal",
            Kind::Hookseal,
            hook().hoop(layer).post(on_event),
        ),
        of(
            "a layer that does nothing",
            Kind::Bare,
            hook().hoop(through).post(bare),
        ),
        of(
            "hookseal, extractor only",
            Kind::Hookseal,
            hook().hoop(install).post(on_verified),
        )
        .in_place(Place::Handler),
        of("hand-rolled", Kind::HandRolled, hook().post(by_hand)).in_place(Place::Handler),
    ])
}

/// salvo takes bodies of 64 KiB otherwise.
const LIMIT: usize = 2 * 1024 * 1024;

#[handler]
async fn bare(request: &mut Request) -> StatusCode {
    match request.payload_with_max_size(LIMIT).await {
        Ok(body) => decode(body),
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

#[handler]
async fn by_hand(request: &mut Request) -> StatusCode {
    let Ok(body) = request.payload_with_max_size(LIMIT).await.cloned() else {
        return StatusCode::BAD_REQUEST;
    };
    let signature = request.headers().get(hand_rolled::HEADER);
    if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
        decode(&body)
    } else {
        StatusCode::UNAUTHORIZED
    }
}

#[handler]
async fn on_event(event: Webhook<Event>) -> StatusCode {
    black_box(event.payload());
    StatusCode::NO_CONTENT
}

#[handler]
async fn on_verified(event: VerifyWebhook<Event>) -> StatusCode {
    black_box(event.payload());
    StatusCode::NO_CONTENT
}

/// Puts the verifier where the extractor finds it: salvo has no other place for it.
struct Install(Verifier);

#[handler]
impl Install {
    async fn handle(&self, depot: &mut Depot) {
        depot.insert_typed(self.0.clone());
    }
}

#[handler]
async fn through(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    rest: &mut FlowCtrl,
) {
    rest.call_next(request, depot, response).await;
}

fn of(name: &'static str, kind: Kind, router: Router) -> Contestant {
    let service = Service::new(router);
    Contestant::answering(name, kind, Signed::GitHub, request, async move |request| {
        let response: Response = service.handle(request).await;
        response.status_code.map_or(200, |status| status.as_u16())
    })
}

fn request(delivery: &Delivery) -> Request {
    let frames = Frames::new(&delivery.body, delivery.framing);
    let frames = frames.map_err(|never| match never {});
    let body = ReqBody::Boxed {
        inner: Box::pin(frames),
        fuse_config: None,
    };
    Request::from_hyper(service::request(delivery, body), http::uri::Scheme::HTTP)
}
