//! The extractor that needs no layer.

use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequest, OptionalFromRequest, Request};
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
/// async fn on_event(VerifyWebhook(event, ..): VerifyWebhook<serde_json::Value>) -> StatusCode {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> Router {
///     Router::new().route("/hooks", post(on_event)).with_state(verifier)
/// }
/// ```
///
/// A state with several verifiers gives each a type of its own:
///
/// ```
/// use axum::extract::FromRef;
/// use hookseal_axum::VerifyWebhook;
/// use hookseal_core::{Raw, Verifier};
///
/// #[derive(Clone)]
/// struct GitHub(Verifier);
///
/// impl AsRef<Verifier> for GitHub {
///     fn as_ref(&self) -> &Verifier {
///         &self.0
///     }
/// }
///
/// #[derive(Clone)]
/// struct App {
///     github: GitHub,
/// }
///
/// impl FromRef<App> for GitHub {
///     fn from_ref(app: &App) -> Self {
///         app.github.clone()
///     }
/// }
///
/// async fn on_github(VerifyWebhook(event, ..): VerifyWebhook<Raw, GitHub>) {}
/// # let _: axum::Router<App> = axum::Router::new().route("/", axum::routing::post(on_github));
/// ```
///
/// `Option<VerifyWebhook<T>>` is `None` when the signature's header is missing, and
/// still refuses a signature that is wrong.
#[derive(Clone, Debug)]
pub struct VerifyWebhook<T, V = Verifier>(pub VerifiedEvent<T>, pub PhantomData<fn() -> V>);

impl<S, T, V> FromRequest<S> for VerifyWebhook<T, V>
where
    S: Send + Sync,
    T: Payload,
    V: FromRef<S> + AsRef<Verifier> + Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRejection> {
        let verifier = V::from_ref(state);
        let (parts, body) = request.into_parts();
        let head = HttpHead::with_target_in(&parts, received_target);
        let receiving = verifier
            .as_ref()
            .receive(BodyChunks::new(body), tokio::time::sleep);
        let body = receiving.with_head(head).await?;
        Ok(Self(body.decode_or_reject()?, PhantomData))
    }
}

impl<S, T, V> OptionalFromRequest<S> for VerifyWebhook<T, V>
where
    S: Send + Sync,
    T: Payload,
    V: FromRef<S> + AsRef<Verifier> + Send + Sync,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, WebhookRejection> {
        match <Self as FromRequest<S>>::from_request(request, state).await {
            Ok(event) => Ok(Some(event)),
            Err(WebhookRejection(refused)) => match refused.cause() {
                Rejection::MissingSignature { .. } => Ok(None),
                _ => Err(refused.into()),
            },
        }
    }
}
