//! The extractor inside the layer.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hookseal_core::{Payload, Rejection, VerifiedBody, VerifiedEvent};

use crate::WebhookRejection;

/// The event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// It reads no body of its own, so it combines with `State`, `Path` and all others,
/// in any order. Without the layer the answer is 500 and the log says what to add:
/// a route that was left out of the layer lets nothing through.
///
/// There is no `Option<Webhook<T>>`: inside the layer it could never be `None`, and
/// without the layer it must not be.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

impl<S, T> FromRequestParts<S> for Webhook<T>
where
    S: Send + Sync,
    T: Payload,
{
    type Rejection = WebhookRejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, WebhookRejection> {
        let verified = parts
            .extensions
            .get::<VerifiedBody>()
            .cloned()
            .ok_or_else(|| Rejection::no_verifier(MISSING_LAYER))?;
        Ok(Self(verified.decode_or_reject()?))
    }
}

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` on its route; add `.route_layer(WebhookLayer::new(verifier))`, or take `VerifyWebhook`";
