//! The layer: which verifier, and how the request goes on.

use std::fmt;
use std::sync::Arc;

use hookseal_core::Verifier;
use http::request::Parts;
use tower_layer::Layer;

use crate::head::target;
use crate::{FullBody, SameBody, WebhookService};

/// Puts a [`WebhookService`] around a service.
///
/// Works in axum's `Router::layer`, `route_layer` and `MethodRouter::layer`, and in
/// `tower::ServiceBuilder`; its error is the inner service's, since refusals are
/// responses. Put it on the routes that receive webhooks: everything behind it must
/// be signed.
///
/// The verified request goes on with the same headers and the same bytes as its body,
/// and with a [`VerifiedBody`](hookseal_core::VerifiedBody) among its extensions. Where
/// several layers verify one request, each must accept it, and the innermost one's
/// body is the one in the extensions.
#[derive(Clone, Debug)]
pub struct WebhookLayer<R = SameBody> {
    verifier: Verifier,
    target_of: TargetOf,
    tenant_of: Option<TenantOf>,
    rebuild: std::marker::PhantomData<fn() -> R>,
}

/// Where the request target as received stands.
pub(crate) type TargetOf = fn(&Parts) -> &str;

/// How to find out whose request it is.
#[derive(Clone)]
pub(crate) struct TenantOf(Arc<FindTenant>);

type FindTenant = dyn Fn(&mut Parts) -> Option<String> + Send + Sync;

impl TenantOf {
    pub(crate) fn find(&self, parts: &mut Parts) -> FoundTenant {
        FoundTenant((self.0)(parts))
    }
}

/// Whose request it is, as the app's function has said: perhaps nobody's.
pub(crate) struct FoundTenant(pub(crate) Option<String>);

impl fmt::Debug for TenantOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TenantOf(…)")
    }
}

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts. The body goes on as the type
    /// it came in, which has to be `From<Bytes>`; otherwise see
    /// [`full_body`](Self::full_body).
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            target_of: |parts| target(&parts.uri),
            tenant_of: None,
            rebuild: std::marker::PhantomData,
        }
    }

    /// The body goes on as `http_body_util::Full<Bytes>`, whatever it came in, such as
    /// hyper's `Incoming`.
    #[must_use]
    pub fn full_body(self) -> WebhookLayer<FullBody> {
        WebhookLayer {
            verifier: self.verifier,
            target_of: self.target_of,
            tenant_of: self.tenant_of,
            rebuild: std::marker::PhantomData,
        }
    }
}

impl<R> WebhookLayer<R> {
    /// Where to find the request target as it was received, for routers that strip
    /// prefixes from the URI and keep the original elsewhere in the request.
    #[must_use]
    pub fn target_of(mut self, target_of: fn(&Parts) -> &str) -> Self {
        self.target_of = target_of;
        self
    }

    /// How to find out whose request it is, for verifiers that look up their keys by
    /// tenant. By default that is what a [`Tenant`](hookseal_core::Tenant) among the
    /// request's extensions says. The parts are given to be changed, as extractors need
    /// them; what the function changes, the inner service sees.
    #[must_use]
    pub fn tenant_of(
        mut self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.tenant_of = Some(TenantOf(Arc::new(tenant_of)));
        self
    }
}

impl<S, R> Layer<S> for WebhookLayer<R> {
    type Service = WebhookService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        WebhookService::new(
            inner,
            self.verifier.clone(),
            self.target_of,
            self.tenant_of.clone(),
        )
    }
}
