//! The layer: which verifier, and how the request goes on.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use hookseal_core::{Rejection, Tenant, Verifier};
use hookseal_http::{FullBody, Options, SameBody, received_target};
use http::request::Parts;
use tower_layer::Layer;

use crate::{TokioSleep, WebhookService};

/// Puts a [`WebhookService`] around a service.
///
/// Works in axum's `Router::layer`, `route_layer` and `MethodRouter::layer`, and in
/// `tower::ServiceBuilder`; its error is the inner service's, since refusals are
/// responses. Put it on the routes that receive webhooks: every request that passes it
/// must be signed.
///
/// The verified request goes on with the same bytes as its body, and with a
/// [`VerifiedBody`](hookseal_core::VerifiedBody) among its extensions. Where several layers
/// verify one request, each must accept it, and the innermost one's body is the one in the
/// extensions.
///
/// Its headers are passed on too, except `Content-Encoding`: anyone can set that, and a handler
/// that decodes the body by it would read something other than the verified bytes. Its value is
/// in [`VerifiedBody::content_encoding`](hookseal_core::VerifiedBody::content_encoding); see
/// [`keep_content_encoding`](WebhookLayer::keep_content_encoding).
#[derive(Clone)]
pub struct WebhookLayer<R = SameBody, T = TokioSleep> {
    verifier: Verifier,
    options: Options,
    target_place: fn(&Parts) -> &str,
    sleep: T,
    rebuild: PhantomData<fn() -> R>,
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
            target_place: received_target,
            sleep: tokio::time::sleep,
            rebuild: PhantomData,
        }
    }
}

impl<T> WebhookLayer<SameBody, T> {
    /// The body goes on as `http_body_util::Full<Bytes>`, whatever it came in, such as
    /// hyper's `Incoming`.
    #[must_use]
    pub fn full_body(self) -> WebhookLayer<FullBody, T> {
        self.rebuilding()
    }
}

impl<R, T> WebhookLayer<R, T> {
    /// The body goes on as `N` makes it, for frameworks with a type of body of their own.
    #[must_use]
    pub fn rebuilding<N>(self) -> WebhookLayer<N, T> {
        WebhookLayer {
            verifier: self.verifier,
            options: self.options,
            target_place: self.target_place,
            sleep: self.sleep,
            rebuild: PhantomData,
        }
    }

    /// How to sleep, for runtimes other than tokio: without it the layer takes
    /// `tokio::time::sleep`, which panics outside of tokio once a body has to be waited for.
    /// (`ReplayLayer` needs tokio in any case: what outlives its client runs in a task.)
    ///
    /// ```
    /// use bytes::Bytes;
    /// use futures_timer::Delay;
    /// # use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
    /// # use hookseal_core::{Algorithm, Secret, Verifier};
    /// use hookseal_tower::WebhookLayer;
    /// use http::{Request, Response};
    /// use http_body_util::Full;
    /// use tower::{ServiceBuilder, ServiceExt, service_fn};
    ///
    /// # const ACME: Scheme = Scheme::new(
    /// #     "acme",
    /// #     Algorithm::HmacSha256,
    /// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// # );
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let verifier = Verifier::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
    /// let service = ServiceBuilder::new()
    ///     .layer(WebhookLayer::new(verifier).sleeping_by(Delay::new))
    ///     .service(service_fn(async |request: Request<Full<Bytes>>| {
    ///         Ok::<_, std::convert::Infallible>(Response::new(request.into_body()))
    ///     }));
    ///
    /// // No tokio here.
    /// let forged = Request::post("/").body(Full::from("{}"))?;
    /// let answer = futures_executor::block_on(service.oneshot(forged))?;
    /// assert_eq!(answer.status(), 401);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn sleeping_by<N, F>(self, sleep: N) -> WebhookLayer<R, N>
    where
        N: Fn(Duration) -> F + Clone,
        F: Future<Output = ()>,
    {
        WebhookLayer {
            verifier: self.verifier,
            options: self.options,
            target_place: self.target_place,
            sleep,
            rebuild: PhantomData,
        }
    }

    /// Where the request target as received is found in the request, for routers that strip
    /// prefixes from the URI and keep the original. By default it is the
    /// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) among the request's extensions, or
    /// the URI's own.
    #[must_use]
    pub fn target_in(mut self, place: fn(&Parts) -> &str) -> Self {
        self.target_place = place;
        self
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix, or a
    /// gateway has added a stage. Without this, or if it returns `None`, it is the target as it
    /// was received.
    ///
    /// A [`ReplayLayer`](crate::ReplayLayer) within goes by the same.
    #[must_use]
    pub fn target_of(
        mut self,
        target_of: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.target_of(target_of);
        self
    }

    /// How to determine the tenant, for verifiers that look up their keys by tenant. By default
    /// it is the [`Tenant`] in the request's extensions. The function gets the parts mutably,
    /// because extractors need that; the inner service sees its changes.
    ///
    /// For a parameter of the path see [`Tenant::by_parameter`].
    #[must_use]
    pub fn tenant_of(
        self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.find_tenant(move |parts| Ok(tenant_of(parts).map(Tenant::new)))
    }

    /// Like [`tenant_of`](Self::tenant_of), for functions that can fail because of a mistake in
    /// the app: the request is then refused for that reason, if its keys are not found.
    #[must_use]
    pub fn find_tenant(
        mut self,
        find: impl Fn(&mut Parts) -> Result<Option<Tenant>, Rejection> + Send + Sync + 'static,
    ) -> Self {
        self.options = self.options.find_tenant(find);
        self
    }

    /// Leaves `Content-Encoding` on verified requests, for a layer further in that is to
    /// decode the body, such as tower-http's `RequestDecompressionLayer`.
    ///
    /// The handler then no longer reads the signed bytes, but their decoding according to a
    /// header that anyone can set; limit the decoded size.
    #[must_use]
    pub fn keep_content_encoding(mut self) -> Self {
        self.options = self.options.keep_content_encoding();
        self
    }
}

impl<S, R, T: Clone> Layer<S> for WebhookLayer<R, T> {
    type Service = WebhookService<S, R, T>;

    fn layer(&self, inner: S) -> Self::Service {
        WebhookService::new(
            inner,
            self.verifier.clone(),
            self.options.clone(),
            self.target_place,
            self.sleep.clone(),
        )
    }
}

impl<R, T> fmt::Debug for WebhookLayer<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookLayer")
            .field("verifier", &self.verifier)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
