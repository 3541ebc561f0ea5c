//! Verification inside the function, without a layer.

use std::fmt;

use hookseal_core::adapter::{ReceivedTarget, VerifierHolder};
use hookseal_core::{Payload, VerifiedEvent, Verifier};
use hookseal_http::{BodyChunks, HttpHead};
use lambda_http::Request;

use crate::WebhookRejection;
use crate::target::called;

/// Verifies the request by a verifier that the function has, without any layer.
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_lambda::VerifyWebhook;
/// use lambda_http::{Body, Error, Request, Response, service_fn};
///
/// async fn on_event(request: Request, verifier: &Verifier) -> Result<Response<Body>, Error> {
///     match VerifyWebhook::<serde_json::Value>::of(request, verifier).await {
///         Ok(VerifyWebhook(event)) => println!("{}", event.payload()),
///         Err(rejection) => return Ok(rejection.response()),
///     }
///     Ok(Response::new(Body::Empty))
/// }
///
/// # async fn run(verifier: Verifier) -> Result<(), Error> {
/// let verifier = &verifier;
/// lambda_http::run(service_fn(move |request| on_event(request, verifier))).await
/// # }
/// ```
///
/// A function that has several verifiers can give each a type of its own, an `AsRef<Verifier>`:
/// the event of `VerifyWebhook<T, GitHub>` is then from no other.
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<T, V> VerifyWebhook<T, V>
where
    T: Payload,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>>,
{
    /// The event that `request` delivers.
    ///
    /// # Errors
    ///
    /// It is refused, it is a handshake, or its payload is not a `T`.
    pub async fn of(request: Request, verifier: &V) -> Result<Self, WebhookRejection> {
        let (mut parts, body) = request.into_parts();
        if parts.extensions.get::<ReceivedTarget>().is_none() {
            let target = called(&parts.uri, &parts.extensions);
            parts.extensions.insert(target);
        }
        let receiving = verifier
            .as_ref()
            .receive(BodyChunks::new(body), tokio::time::sleep);
        let body = receiving.with_head(HttpHead::new(&parts)).await?;
        Ok(Self(body.into_event()?.decode_or_reject()?))
    }
}

impl<T: Clone, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> Clone for VerifyWebhook<T, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> fmt::Debug
    for VerifyWebhook<T, V>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifyWebhook").field(&self.0).finish()
    }
}
