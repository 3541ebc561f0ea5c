//! axum 0.7, which webhooksmith is written for, beside a bare app of its own.

use std::hint::black_box;

use axum_07::Router;
use axum_07::body::{Body, Bytes};
use axum_07::http::StatusCode;
use axum_07::routing::post;
use webhooksmith_axum::{TypedWebhook, WebhookSecretLayer};

use super::service;
use super::tower::decode;
use crate::contestant::{Contestant, Kind};
use crate::delivery::{Event, Signed};

const BARE: &str = "bare, axum 0.7";

pub(super) fn contestants() -> [Contestant; 2] {
    let signed = Signed::Webhooksmith;
    let bare = Router::new().route("/hook", post(|body: Bytes| async move { decode(&body) }));
    let verified = Router::new()
        .route(
            "/hook",
            post(|TypedWebhook(event): TypedWebhook<Event>| async move {
                black_box(&event);
                StatusCode::NO_CONTENT
            }),
        )
        .layer(WebhookSecretLayer::new(signed.secret()));
    [
        service::contestant(BARE, Kind::Bare, signed, Body::new, bare).beside(BARE),
        service::contestant("webhooksmith-axum", Kind::Peer, signed, Body::new, verified)
            .beside(BARE),
    ]
}
