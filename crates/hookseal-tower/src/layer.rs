//! The layer: which verifier, and how the request goes on.

use std::sync::Arc;

use hookseal_core::Verifier;
use http::request::Parts;
use tower_layer::Layer;

use crate::options::{Options, TenantOf};
use crate::{FullBody, SameBody, WebhookService};

/// Puts a [`WebhookService`] around a service.
///
/// Works in axum's `Router::layer`, `route_layer` and `MethodRouter::layer`, and in
/// `tower::ServiceBuilder`; its error is the inner service's, since refusals are
/// responses. Put it on the routes that receive webhooks: everything behind it must
/// be signed.
///
/// The verified request goes on with the same bytes as its body, and with a
/// [`VerifiedBody`](hookseal_core::VerifiedBody) among its extensions. Where several layers
/// verify one request, each must accept it, and the innermost one's body is the one in the
/// extensions.
///
/// Its headers go on, too, but for `Content-Encoding`: anyone can set that, and who decodes
/// the body by it would read something else than was verified. What it has said is
/// [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding); see
/// [`keep_content_encoding`](WebhookLayer::keep_content_encoding).
#[derive(Clone, Debug)]
pub struct WebhookLayer<R = SameBody> {
    verifier: Verifier,
    options: Options,
    rebuild: std::marker::PhantomData<fn() -> R>,
}

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts. The body goes on as the type
    /// it came in, which has to be `From<Bytes>`; otherwise see
    /// [`full_body`](Self::full_body).
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            options: Options::default(),
            rebuild: std::marker::PhantomData,
        }
    }

    /// The body goes on as `http_body_util::Full<Bytes>`, whatever it came in, such as
    /// hyper's `Incoming`.
    #[must_use]
    pub fn full_body(self) -> WebhookLayer<FullBody> {
        self.rebuilding()
    }
}

impl<R> WebhookLayer<R> {
    /// The body goes on as `T` makes it, for frameworks with a type of body of their own.
    #[must_use]
    pub fn rebuilding<T>(self) -> WebhookLayer<T> {
        WebhookLayer {
            verifier: self.verifier,
            options: self.options,
            rebuild: std::marker::PhantomData,
        }
    }

    /// Where to find the request target as it was received, for routers that strip
    /// prefixes from the URI and keep the original elsewhere in the request.
    #[must_use]
    pub fn target_of(mut self, target_of: fn(&Parts) -> &str) -> Self {
        self.options.target_of = target_of;
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
        self.options.tenant_of = Some(TenantOf(Arc::new(tenant_of)));
        self
    }

    /// Leaves `Content-Encoding` on verified requests, for a layer further in that is to
    /// decode the body, such as tower-http's `RequestDecompressionLayer`.
    ///
    /// What the handler reads is then no longer what was signed, but what a header that
    /// anyone can set makes of it; bound how long that may be.
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.options.keeps_content_encoding = true;
        self
    }
}

impl<S, R> Layer<S> for WebhookLayer<R> {
    type Service = WebhookService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        WebhookService::new(inner, self.verifier.clone(), self.options.clone())
    }
}
