//! poem: an endpoint that takes the typed event.

use std::hint::black_box;

use anyhow::Result;
use hookseal::Verifier;
use hookseal::poem::{VerifyWebhook, Webhook, WebhookLayer};
use http::StatusCode;
use http_body_util::BodyExt as _;
use poem::http::HeaderMap;
use poem::{Body, Endpoint, EndpointExt as _, IntoEndpoint, Request, Route, handler, post};

use super::hand_rolled;
use super::tower::decode;
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Delivery, Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let github = Signed::GitHub;
    let layered = on_event.with(WebhookLayer::new(github.verifier()?));
    let extracted = on_verified.data::<Verifier>(github.verifier()?);
    let through = bare.around(async |endpoint, request| endpoint.call(request).await);
    Ok(vec![
        of(BARE, Kind::Bare, bare),
        of("hookseal", Kind::Hookseal, layered),
        of("a layer that does nothing", Kind::Bare, through),
        of("hookseal, extractor only", Kind::Hookseal, extracted).in_place(Place::Handler),
        of("hand-rolled", Kind::HandRolled, by_hand).in_place(Place::Handler),
    ])
}

#[handler]
async fn bare(body: Body) -> StatusCode {
    match body.into_bytes().await {
        Ok(body) => decode(&body),
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

#[handler]
async fn by_hand(headers: &HeaderMap, body: Body) -> StatusCode {
    let Ok(body) = body.into_bytes().await else {
        return StatusCode::BAD_REQUEST;
    };
    let signature = headers.get(hand_rolled::HEADER);
    if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
        decode(&body)
    } else {
        StatusCode::UNAUTHORIZED
    }
}

#[handler]
async fn on_event(Webhook(event): Webhook<Event>) -> StatusCode {
    black_box(event.payload());
    StatusCode::NO_CONTENT
}

#[handler]
async fn on_verified(VerifyWebhook(event): VerifyWebhook<Event>) -> StatusCode {
    black_box(event.payload());
    StatusCode::NO_CONTENT
}

fn of<E>(name: &'static str, kind: Kind, endpoint: E) -> Contestant
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    let app = Route::new().at("/hook", post(endpoint));
    Contestant::answering(name, kind, Signed::GitHub, request, async move |request| {
        app.get_response(request).await.status().as_u16()
    })
}

fn request(delivery: &Delivery) -> Request {
    let mut request = Request::builder()
        .method(http::Method::POST)
        .uri_str("/hook");
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let frames = Frames::new(&delivery.body, delivery.framing);
    let frames = frames.map_err(|never| match never {});
    request.body(Body::from(frames.boxed()))
}
