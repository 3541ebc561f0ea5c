//! An app of axum's.

use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use hookseal_axum::WebhookLayer;
use hookseal_providers::GITHUB;

use crate::{Failed, verifier};

pub(crate) fn bare() -> Router {
    Router::new().route("/hook", post(async |body: Bytes| body))
}

pub(crate) fn layer() -> Result<Router, Failed> {
    Ok(bare().route_layer(WebhookLayer::new(verifier(GITHUB)?)))
}
