//! The tower layer around a service of filters.

use hookseal_core::Verifier;
use hookseal_http::{FullBody, received_target};
use hookseal_tower::WebhookService;
use http::request::Parts;
use tower_layer::Layer;

use crate::tenant::segment;

/// Verifies every request before any filter runs. For `warp::service`, with any layers around it
/// and inside it.
///
/// Every request that passes it must be signed. Filters read the same bytes as the body, and
/// [`webhook`](crate::webhook) extracts the event.
///
/// It is [`hookseal_tower::WebhookLayer`], which accepts every type of body. If a layer rewrites
/// the URI, put it inside a [`KeepTargetLayer`](crate::KeepTargetLayer).
#[derive(Clone, Debug)]
pub struct WebhookLayer(hookseal_tower::WebhookLayer<FullBody>);

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(hookseal_tower::WebhookLayer::new(verifier).full_body())
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own. See
    /// [`hookseal_tower::WebhookLayer::target_of`].
    #[must_use]
    pub fn target_of(
        self,
        target_of: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.target_of(target_of))
    }

    /// For verifiers that look up their keys by tenant: the segment of the path that names the
    /// tenant, as [`VerifyWebhook::tenant_segment`](crate::VerifyWebhook::tenant_segment).
    #[must_use]
    pub fn tenant_segment(self, position: usize) -> Self {
        Self(
            self.0
                .find_tenant(move |parts| segment(received_target(parts), position)),
        )
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By default
    /// it is the [`Tenant`](hookseal_core::Tenant) in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.tenant_of(tenant_of))
    }

    /// Leaves `Content-Encoding` on verified requests. See
    /// [`hookseal_tower::WebhookLayer::keep_content_encoding`].
    #[must_use]
    pub fn keep_content_encoding(self) -> Self {
        Self(self.0.keep_content_encoding())
    }
}

impl From<Verifier> for WebhookLayer {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

impl<S> Layer<S> for WebhookLayer {
    type Service = WebhookService<S, FullBody>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}
