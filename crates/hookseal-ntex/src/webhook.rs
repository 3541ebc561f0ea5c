//! The extractor inside the middleware.

use hookseal_core::{Payload, VerifiedBody, VerifiedEvent};
use ntex::http;
use ntex::web::{FromRequest, HttpRequest};

use crate::WebhookRejection;
use crate::rejection::no_verifier;

/// The event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// It leaves the payload to other extractors, so it combines with `State`, `Path`, `Json` and all
/// others, in any order. Without the middleware the answer is 500 and the log says what to add: a
/// route that was left out lets nothing through.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

impl<T: Payload, E> FromRequest<E> for Webhook<T> {
    type Error = WebhookRejection;

    async fn from_request(
        request: &HttpRequest,
        payload: &mut http::Payload,
    ) -> Result<Self, WebhookRejection> {
        // Cloned, so that nothing else finds the extensions borrowed.
        let verified = request.extensions().get::<VerifiedBody>().cloned();
        match verified {
            Some(verified) => Ok(Self(verified.decode_or_reject()?)),
            None => Err(no_verifier(MISSING_LAYER, payload.take(), request)
                .await
                .into()),
        }
    }
}

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` around its route; add `.middleware(WebhookLayer::new(verifier))`, or take `VerifyWebhook`";
