//! The extractor that needs no layer.

use std::fmt;

use axum::extract::{FromRef, FromRequest, OptionalFromRequest, Request};
use hookseal_core::adapter::VerifierHolder;
use hookseal_core::{Payload, Rejection, VerifiedEvent, Verifier};
use hookseal_http::{BodyChunks, HttpHead};

use crate::WebhookRejection;
use crate::layer::received_target;

/// Verifies the request by the verifier in the app's state, without any layer.
///
/// It reads the body, so it comes last among a handler's arguments.
///
/// ```
/// use axum::{Router, http::StatusCode, routing::post};
/// use hookseal_axum::VerifyWebhook;
/// use hookseal_core::Verifier;
///
/// async fn on_event(VerifyWebhook(event): VerifyWebhook<serde_json::Value>) -> StatusCode {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> Router {
///     Router::new().route("/hooks", post(on_event)).with_state(verifier)
/// }
/// ```
///
/// A state with several verifiers gives each a type of its own, so that no handler takes
/// another sender's; [`verifiers!`](crate::verifiers) writes them:
///
/// ```
/// use axum::{Router, routing::post};
/// use hookseal_axum::{VerifyWebhook, verifiers};
/// use hookseal_core::{Raw, Verifier};
///
/// #[derive(Clone)]
/// struct App {
///     github: GitHub,
///     slack: Slack,
/// }
///
/// verifiers! {
///     App {
///         github: GitHub,
///         slack: Slack,
///     }
/// }
///
/// async fn on_github(VerifyWebhook(event): VerifyWebhook<Raw, GitHub>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// async fn on_slack(VerifyWebhook(event): VerifyWebhook<Raw, Slack>) {
///     println!("{} bytes", event.bytes().len());
/// }
///
/// fn app(github: Verifier, slack: Verifier) -> Router {
///     Router::new()
///         .route("/hooks/github", post(on_github))
///         .route("/hooks/slack", post(on_slack))
///         .with_state(App {
///             github: github.into(),
///             slack: slack.into(),
///         })
/// }
/// ```
///
/// Its content is a [`VerifiedEvent<T>`], from whichever verifier.
///
/// `Option<VerifyWebhook<T>>` is `None` when the signature's header is missing, and
/// still refuses a signature that is wrong.
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

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

impl<S, T, V> FromRequest<S> for VerifyWebhook<T, V>
where
    S: Send + Sync,
    T: Payload,
    V: FromRef<S> + VerifierHolder<Event<T> = VerifiedEvent<T>> + Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRejection> {
        let verifier = V::from_ref(state);
        let (parts, body) = request.into_parts();
        let head = HttpHead::with_target_in(&parts, received_target);
        let receiving = verifier
            .as_ref()
            .receive(BodyChunks::new(body), tokio::time::sleep);
        let body = receiving.with_head(head).await?.into_event()?;
        Ok(Self(body.decode_or_reject()?))
    }
}

impl<S, T, V> OptionalFromRequest<S> for VerifyWebhook<T, V>
where
    S: Send + Sync,
    T: Payload,
    V: FromRef<S> + VerifierHolder<Event<T> = VerifiedEvent<T>> + Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, WebhookRejection> {
        match <Self as FromRequest<S>>::from_request(request, state).await {
            Ok(event) => Ok(Some(event)),
            Err(WebhookRejection::Refused(refused))
                if matches!(refused.cause(), Rejection::MissingSignature { .. }) =>
            {
                Ok(None)
            }
            Err(rejection) => Err(rejection),
        }
    }
}
