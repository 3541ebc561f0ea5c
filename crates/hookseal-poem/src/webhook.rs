//! The extractor inside the middleware.

use hookseal_core::{Payload, VerifiedBody, VerifiedEvent};
use poem::{FromRequest, Request, RequestBody, Result};

use crate::rejection::{error, no_verifier};

/// The event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// It leaves the body to other extractors, so it combines with `Data`, `Path`, `Json` and all
/// others, in any order. Without the middleware the answer is 500 and the log says what to add:
/// a route that was left out lets nothing through.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

impl<'a, T: Payload> FromRequest<'a> for Webhook<T> {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        if let Some(verified) = request.data::<VerifiedBody>() {
            let event = verified.clone().decode_or_reject();
            return Ok(Self(event.map_err(error)?));
        }
        Err(no_verifier(MISSING_LAYER, request, body).await)
    }
}

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` around its endpoint; add `.with(WebhookLayer::new(verifier))`, or take `VerifyWebhook`";
