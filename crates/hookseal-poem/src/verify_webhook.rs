//! The extractor that needs no middleware.

use hookseal_core::adapter::VerifierHolder;
use hookseal_core::{Payload, Rejection, VerifiedEvent, Verifier};
use poem::{FromRequest, Request, RequestBody, Result};

use crate::head::{chunks, head};
use crate::rejection::{error, no_verifier};

/// Verifies the request by the verifier in the app's data, without any middleware.
///
/// It must be the only extractor that reads the body:
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_poem::VerifyWebhook;
/// use poem::http::StatusCode;
/// use poem::{Endpoint, EndpointExt, Route, handler, post};
///
/// #[handler]
/// async fn on_event(VerifyWebhook(event): VerifyWebhook<serde_json::Value>) -> StatusCode {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> impl Endpoint {
///     Route::new().at("/hooks", post(on_event)).data(verifier)
/// }
/// ```
///
/// **poem takes the innermost `Verifier` that it finds**: a route without one of its own is
/// verified by that of a `data` around it, whoever's that is. So if an app has several, give
/// each a type of its own, which handlers name. Then there is no other to fall back to, and a
/// route whose verifier is missing answers 500. [`verifiers!`](crate::verifiers) writes such
/// types:
///
/// ```
/// use hookseal_core::{Raw, Verifier};
/// use hookseal_poem::{VerifyWebhook, verifiers};
/// use poem::{Endpoint, EndpointExt, Route, handler, post};
///
/// verifiers!(GitHub, Slack);
///
/// #[handler]
/// async fn on_github(VerifyWebhook(event): VerifyWebhook<Raw, GitHub>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// #[handler]
/// async fn on_slack(VerifyWebhook(event): VerifyWebhook<Raw, Slack>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// fn app(github: Verifier, slack: Verifier) -> impl Endpoint {
///     Route::new()
///         .at("/hooks/github", post(on_github))
///         .at("/hooks/slack", post(on_slack))
///         .data(GitHub::from(github))
///         .data(Slack::from(slack))
/// }
/// ```
///
/// Its content is a [`VerifiedEvent<T>`], from whichever verifier.
///
/// **`Option<VerifyWebhook<T>>` is `None` for every refusal**, also of a wrong signature: poem
/// makes it so, for all extractors. Take `poem::Result<VerifyWebhook<T>>` and match on
/// [`WebhookRejection`](crate::WebhookRejection) instead.
#[derive(Clone, Debug)]
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<'a, T, V> FromRequest<'a> for VerifyWebhook<T, V>
where
    T: Payload,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>> + Send + Sync + 'static,
{
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let Some(verifier) = request.data::<V>() else {
            return Err(no_verifier(MISSING, request, body).await);
        };
        let Ok(body) = body.take() else {
            return Err(error(Rejection::no_verifier(GONE)));
        };
        let verifier = verifier.as_ref();
        let receiving = verifier.receive(chunks(body), tokio::time::sleep);
        let outcome = receiving.with_head(head(request)).await.map_err(error)?;
        let body = outcome.into_event().map_err(error)?;
        Ok(Self(body.decode_or_reject().map_err(error)?))
    }
}

const MISSING: &str = "the verifier of a `VerifyWebhook` is not in the app's data; add `.data(verifier)` around its endpoint, or `.data(V::from(verifier))` for a `VerifyWebhook<_, V>`";

const GONE: &str = "an extractor has read the body before it could be verified; let `VerifyWebhook` be the only extractor that reads it, or put a `WebhookLayer` around the endpoint and take `Webhook`";
