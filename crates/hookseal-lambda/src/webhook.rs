//! The event, for functions inside the layer.

use hookseal_core::{Payload, Rejection, VerifiedBody, VerifiedEvent};
use lambda_http::Request;

use crate::WebhookRejection;

/// The event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// A handler given to [`webhook_fn`](crate::webhook_fn) takes it as its argument. A function that
/// also needs the request takes it from there:
///
/// ```
/// use hookseal_lambda::Webhook;
/// use lambda_http::{Body, Error, Request, RequestExt as _, Response};
///
/// async fn on_event(request: Request) -> Result<Response<Body>, Error> {
///     let Webhook(event) = match Webhook::<serde_json::Value>::of(&request) {
///         Ok(webhook) => webhook,
///         Err(rejection) => return Ok(rejection.response()),
///     };
///     let context = request.lambda_context_ref();
///     println!("{} in {:?}", event.payload(), context.map(|context| &context.request_id));
///     Ok(Response::new(Body::Empty))
/// }
/// ```
///
/// Without the layer the answer is 500 and the log says what to add.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

impl<T: Payload> Webhook<T> {
    /// The event in a request that a layer has verified.
    ///
    /// # Errors
    ///
    /// No layer has verified it, or its payload is not a `T`.
    pub fn of(request: &Request) -> Result<Self, WebhookRejection> {
        let verified = request
            .extensions()
            .get::<VerifiedBody>()
            .cloned()
            .ok_or_else(|| Rejection::no_verifier(MISSING_LAYER))?;
        Ok(Self(verified.decode_or_reject()?))
    }
}

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` around the function; add `.layer(WebhookLayer::new(verifier))` to its `ServiceBuilder`, or take `VerifyWebhook`";
