//! The extractor inside the middleware.

use std::ops::Deref;
use std::sync::LazyLock;

use hookseal_core::{Payload, VerifiedBody, VerifiedEvent};
use salvo_core::extract::{Extractible, Metadata};
use salvo_core::{Depot, Request};

use crate::WebhookRejection;
use crate::head::no_verifier;

/// The event that a [`WebhookLayer`](crate::WebhookLayer) has verified.
///
/// It leaves the body to other extractors, so it combines with `JsonBody`, `PathParam` and all
/// others, in any order. Without the middleware the answer is 500 and the log says what to add:
/// a route that was left out lets nothing through.
#[derive(Clone, Debug)]
pub struct Webhook<T>(pub VerifiedEvent<T>);

/// salvo's `#[handler]` takes no patterns as arguments, so the event is found without one.
impl<T> Deref for Webhook<T> {
    type Target = VerifiedEvent<T>;

    fn deref(&self) -> &VerifiedEvent<T> {
        &self.0
    }
}

impl<'ex, T: Payload + Send> Extractible<'ex> for Webhook<T> {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    #[allow(refining_impl_trait)]
    async fn extract(
        request: &'ex mut Request,
        _: &'ex mut Depot,
    ) -> Result<Self, WebhookRejection> {
        match request.extensions().get::<VerifiedBody>() {
            Some(verified) => Ok(Self(verified.clone().decode_or_reject()?)),
            None => Err(no_verifier(MISSING_LAYER, request).await.into()),
        }
    }
}

/// It takes no fields from anywhere.
pub(crate) static METADATA: LazyLock<Metadata> = LazyLock::new(|| Metadata::new("Webhook"));

const MISSING_LAYER: &str = "`Webhook` needs a `WebhookLayer` on its router; add `.hoop(WebhookLayer::new(verifier))`, or take `VerifyWebhook`";
