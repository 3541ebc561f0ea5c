//! The extractor that needs no middleware.

use std::ops::Deref;

use hookseal_core::adapter::VerifierHolder;
use hookseal_core::{Payload, Rejection, VerifiedEvent, Verifier};
use http::header::TRANSFER_ENCODING;
use salvo_core::extract::{Extractible, Metadata};
use salvo_core::{Depot, Request};

use crate::WebhookRejection;
use crate::head::{chunks, head, no_verifier};
use crate::webhook::METADATA;

/// Verifies the request by the verifier in the depot, without any middleware.
///
/// It must be the only extractor that reads the body:
///
/// ```
/// use hookseal_core::Verifier;
/// use hookseal_salvo::VerifyWebhook;
/// use salvo::prelude::*;
///
/// #[handler]
/// async fn on_event(event: VerifyWebhook<serde_json::Value>) -> StatusCode {
///     println!("{} bytes from {}", event.bytes().len(), event.provider());
///     StatusCode::NO_CONTENT
/// }
///
/// struct Install(Verifier);
///
/// #[handler]
/// impl Install {
///     async fn handle(&self, depot: &mut Depot) {
///         depot.insert_typed(self.0.clone());
///     }
/// }
///
/// fn router(verifier: Verifier) -> Router {
///     Router::with_path("hooks").hoop(Install(verifier)).post(on_event)
/// }
/// ```
///
/// salvo's own `affix_state::inject(verifier)` is such a hoop as well.
///
/// **salvo has the `Verifier` that was put into the depot last**: a route without one of its own
/// is verified by that of a router around it, whoever's that is. So if an app has several, give
/// each a type of its own, which handlers name: `VerifyWebhook<T, GitHub>`. Then there is no
/// other to fall back to, and a route whose verifier is missing answers 500.
/// [`verifiers!`](crate::verifiers) writes such types.
///
/// As an argument of a handler it answers handshakes with 400: see [the limits](crate#limits-of-salvo).
///
/// Its content is a [`VerifiedEvent<T>`], from whichever verifier.
#[derive(Clone, Debug)]
pub struct VerifyWebhook<T, V: VerifierHolder = Verifier>(pub V::Event<T>);

impl<T, V: VerifierHolder<Event<T> = VerifiedEvent<T>>> Deref for VerifyWebhook<T, V> {
    type Target = VerifiedEvent<T>;

    fn deref(&self) -> &VerifiedEvent<T> {
        &self.0
    }
}

impl<'ex, T, V> Extractible<'ex> for VerifyWebhook<T, V>
where
    T: Payload + Send,
    V: VerifierHolder<Event<T> = VerifiedEvent<T>> + Send + Sync + 'static,
{
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(
        request: &'ex mut Request,
        depot: &'ex mut Depot,
    ) -> Result<Self, WebhookRejection> {
        let Ok(verifier) = depot.get_typed::<V>() else {
            return Err(no_verifier(MISSING, request).await.into());
        };
        let verifier = verifier.as_ref();
        // If its length was announced, the core sees by itself that it is missing.
        if request.body().is_none() && request.headers().contains_key(TRANSFER_ENCODING) {
            return Err(Rejection::no_verifier(GONE).into());
        }
        let body = chunks(request);
        let receiving = verifier.receive(body, tokio::time::sleep);
        let body = receiving.with_head(head(request)).await?.into_event()?;
        Ok(Self(body.decode_or_reject()?))
    }
}

const GONE: &str = "an extractor has read the body before it could be verified; let `VerifyWebhook` be the only extractor that reads it, or add a `WebhookLayer` and take `Webhook`";

const MISSING: &str = "the verifier of a `VerifyWebhook` is not in the depot; add a hoop that calls `depot.insert_typed(verifier)`, or `insert_typed(V::from(verifier))` for a `VerifyWebhook<_, V>`";
