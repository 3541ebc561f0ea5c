//! The filter inside the layer.

use std::future::ready;

use hookseal_core::{Payload, Rejection, VerifiedBody, VerifiedEvent};
use warp::Filter;

use crate::WebhookRejection;

/// A filter that extracts the event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// It reads no body, so it combines with all other filters. Without the layer it rejects with a
/// [`WebhookRejection`] that is answered 500, and the log says what to add.
#[must_use]
pub fn webhook<T>() -> impl Filter<Extract = (VerifiedEvent<T>,), Error = warp::Rejection> + Copy
where
    T: Payload + Send + 'static,
{
    warp::ext::optional().and_then(|verified| ready(event(verified).map_err(warp::reject::custom)))
}

fn event<T: Payload>(verified: Option<VerifiedBody>) -> Result<VerifiedEvent<T>, WebhookRejection> {
    let verified = verified.ok_or_else(|| Rejection::no_verifier(MISSING_LAYER))?;
    Ok(verified.decode_or_reject()?)
}

const MISSING_LAYER: &str = "`webhook` needs a `WebhookLayer` around `warp::service`; add `.layer(WebhookLayer::new(verifier))`, or use `verify_webhook(verifier)`";
