//! The extractor that needs no middleware.

use hookseal_core::adapter::VerifierHolder;
use hookseal_core::{Payload, VerifiedEvent, Verifier};
use ntex::http;
use ntex::web::{FromRequest, HttpRequest};

use crate::WebhookRejection;
use crate::chunks::PayloadChunks;
use crate::facts::among;
use crate::head::NtexHead;
use crate::rejection::no_verifier;

/// Verifies the request by the verifier in the app's state, without any middleware.
///
/// It must be the only extractor that reads the body:
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_ntex::VerifyWebhook;
/// use ntex::web::{self, HttpResponse};
///
/// async fn on_event(VerifyWebhook(event): VerifyWebhook<serde_json::Value>) -> HttpResponse {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     HttpResponse::NoContent().finish()
/// }
///
/// fn configure(config: &mut web::ServiceConfig, verifier: Verifier) {
///     config.service(web::resource("/hooks").state(verifier).route(web::post().to(on_event)));
/// }
/// ```
///
/// **ntex takes the innermost `Verifier` that it finds**: a route without one of its own is
/// verified by that of a scope around it, or of the `App`, whoever's that is. So if an app has
/// several, give each a type of its own, which handlers name. Then there is no other to fall back
/// to, and a route whose verifier is missing answers 500. [`verifiers!`](crate::verifiers) writes
/// such types:
///
/// ```
/// use hookseal_core::{Raw, Verifier};
/// use hookseal_ntex::{VerifyWebhook, verifiers};
/// use ntex::web;
///
/// verifiers!(GitHub, Slack);
///
/// async fn on_github(VerifyWebhook(event): VerifyWebhook<Raw, GitHub>) -> &'static str {
///     println!("{} bytes", event.bytes().len());
///     "thanks"
/// }
///
/// fn configure(config: &mut web::ServiceConfig, github: Verifier, slack: Verifier) {
///     config
///         .state(GitHub::from(github))
///         .state(Slack::from(slack))
///         .route("/hooks/github", web::post().to(on_github));
/// }
/// ```
///
/// Its content is a [`VerifiedEvent<T>`], from whichever verifier.
///
/// **`Option<VerifyWebhook<T>>` is `None` for every refusal**, also of a wrong signature: ntex
/// makes it so, for all extractors. Take `Result<VerifyWebhook<T>, WebhookRejection>` instead, and
/// return the refusal.
#[derive(Clone, Debug)]
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<T, V, E> FromRequest<E> for VerifyWebhook<T, V>
where
    T: Payload,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>> + 'static,
{
    type Error = WebhookRejection;

    async fn from_request(
        request: &HttpRequest,
        payload: &mut http::Payload,
    ) -> Result<Self, WebhookRejection> {
        let payload = payload.take();
        let Some(verifier) = request.app_state::<V>() else {
            return Err(no_verifier(MISSING, payload, request).await.into());
        };
        let verifier = verifier.as_ref();
        let facts = among(request);
        let chunks = PayloadChunks::new(payload, request.head());
        // ntex has sent `100 Continue` to a client that waits for it.
        let receiving = verifier.receive(chunks, ntex::time::sleep).continued();
        let head = facts.head(NtexHead(request.head()));
        let body = receiving.with_head(head).await?.into_event()?;
        Ok(Self(body.decode_or_reject()?))
    }
}

const MISSING: &str = "the verifier of a `VerifyWebhook` is not in the app's state; add `.state(verifier)` to the `App`, or to a scope or resource around its route, or `.state(V::from(verifier))` for a `VerifyWebhook<_, V>`";
