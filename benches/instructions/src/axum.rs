//! Apps of axum's.

use axum::Router;
use axum::extract::Request;
use axum::routing::post;
use bytes::Bytes;
use hookseal_axum::{VerifyWebhook, Webhook, WebhookLayer};
use hookseal_core::Raw;
use hookseal_providers::GITHUB;
use tower::util::MapRequestLayer;

use crate::{Failed, verifier};

pub(crate) fn bare() -> Router {
    Router::new().route("/hook", post(async |body: Bytes| body))
}

/// The bare app behind a layer that does nothing.
pub(crate) fn through() -> Router {
    bare().route_layer(MapRequestLayer::new(|request: Request| request))
}

pub(crate) fn layer() -> Result<Router, Failed> {
    let router = Router::new().route(
        "/hook",
        post(async |Webhook(event): Webhook<Raw>| event.bytes().clone()),
    );
    Ok(router.route_layer(WebhookLayer::new(verifier(GITHUB)?)))
}

pub(crate) fn extractor() -> Result<Router, Failed> {
    let router = Router::new().route(
        "/hook",
        post(async |VerifyWebhook(event): VerifyWebhook<Raw>| event.bytes().clone()),
    );
    Ok(router.with_state(verifier(GITHUB)?))
}
