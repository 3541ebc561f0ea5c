//! The tower layer, made to know axum's nested routers.

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts as _, OriginalUri, RawPathParams, Request};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::FutureExt as _;
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::{Rejection, Tenant, Verifier};
use hookseal_http::{Rebuild, ResponseBody};
use hookseal_tower::WebhookService;
use tower::Service;
use tower::util::MapResponse;
use tower_layer::Layer;

use crate::room::WithRoom;

/// Verifies every request before its handler runs. For `Router::route_layer`,
/// `Router::layer` and `MethodRouter::layer`.
///
/// Put it on the routes that receive webhooks: every request that passes it must be signed.
/// `route_layer` leaves unknown paths to the router (404); `layer` also covers them. **Both
/// wrap only the routes that were added before them.** A handler on another route that
/// takes [`Webhook`](crate::Webhook) answers 500; one that takes `Json` or `Bytes` runs, and
/// accepts forgeries. With a [`WebhookRouter`](crate::WebhookRouter) that cannot happen.
///
/// It is [`hookseal_tower::WebhookLayer`], configured for the place where axum keeps the URI
/// that a nested router strips. In a `tower::ServiceBuilder` it works with any layers around
/// and inside it: it accepts every type of body, and passes on axum's.
///
/// axum's own extractors accept as much as the verifier has accepted, even if it is more than
/// their default limit of 2 MiB.
#[derive(Clone, Debug)]
pub struct WebhookLayer(hookseal_tower::WebhookLayer<AxumBody>);

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        let layer = hookseal_tower::WebhookLayer::new(verifier).rebuilding();
        Self(layer.target_in(received_target))
    }

    /// The target that the sender called and signed, for schemes that sign the URL, its path or
    /// its query, if it differs from the request's own: a proxy has stripped a prefix, or a
    /// gateway has added a stage. Without this, or if it returns `None`, it is the
    /// [`ReceivedTarget`] in the request's extensions, or else the target that axum received,
    /// also in nested routers.
    ///
    /// Put layers that rewrite the target before the router, such as tower-http's
    /// `NormalizePathLayer`, inside a [`KeepTargetLayer`](crate::KeepTargetLayer).
    ///
    /// ```
    /// use hookseal_axum::{WebhookLayer, received_target};
    /// # fn layer(verifier: hookseal_core::Verifier) -> WebhookLayer {
    ///
    /// // The gateway calls this app without its stage, which the sender has called and signed.
    /// WebhookLayer::new(verifier)
    ///     .target_of(|parts| Some(format!("/prod{}", received_target(parts))))
    /// # }
    /// ```
    #[must_use]
    pub fn target_of(
        self,
        target_of: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.target_of(target_of))
    }

    /// For verifiers that look up their keys by tenant: the path parameter that names the
    /// tenant, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It is decoded once, as [`Tenant::by_parameter`] does. If the route has parameters, but
    /// not this one, or several of that name, a request whose keys are not found is answered
    /// 500, and the log names the parameter.
    #[must_use]
    pub fn tenant_param(self, name: impl Into<String>) -> Self {
        let name = name.into();
        Self(
            self.0
                .find_tenant(move |parts| path_parameter(parts, &name)),
        )
    }

    /// For verifiers that look up their keys by tenant: how to determine the tenant. By
    /// default it is the [`Tenant`](hookseal_core::Tenant) in the request's extensions.
    #[must_use]
    pub fn tenant_of(
        self,
        tenant_of: impl Fn(&mut Parts) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self(self.0.tenant_of(tenant_of))
    }

    /// Leaves `Content-Encoding` on verified requests, for a layer further in that is to
    /// decode the body, such as tower-http's `RequestDecompressionLayer`.
    ///
    /// By default nothing inside the layer sees that header: anyone can set it, and handlers
    /// should read the bytes that were verified. See
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

impl<S, A> Layer<S> for WebhookLayer
where
    S: Service<Request, Response = Response<A>>,
    A: HttpBody<Data = Bytes> + Send + 'static,
    A::Error: Into<BoxError>,
{
    type Service = MapResponse<WebhookService<WithRoom<S>, AxumBody>, Unify<A>>;

    fn layer(&self, inner: S) -> Self::Service {
        MapResponse::new(self.0.layer(WithRoom::new(inner)), unify)
    }
}

/// Verified bytes go on as axum's own body, whatever they came in.
#[derive(Clone, Copy, Debug)]
pub struct AxumBody;

impl<B> Rebuild<B> for AxumBody {
    type Body = Body;

    fn rebuild(bytes: Bytes) -> Body {
        Body::from(bytes)
    }
}

/// Makes responses axum's.
pub(crate) type Unify<A> = fn(Response<ResponseBody<A>>) -> Response;

/// The response as axum has it. What is axum's body already is not boxed once more.
pub(crate) fn unify<A>(response: Response<ResponseBody<A>>) -> Response
where
    A: HttpBody<Data = Bytes> + Send + 'static,
    A::Error: Into<BoxError>,
{
    response.map(|body| body.fold(Body::new, Body::new))
}

/// The path and query as received, also inside `Router::nest`, which strips its prefix: the
/// [`ReceivedTarget`] among the request's extensions, or what axum keeps.
#[must_use]
pub fn received_target(parts: &Parts) -> &str {
    let extensions = &parts.extensions;
    match extensions.get::<OriginalUri>() {
        Some(OriginalUri(uri)) if extensions.get::<ReceivedTarget>().is_none() => {
            uri.path_and_query().map_or("/", |target| target.as_str())
        }
        _ => hookseal_http::received_target(parts),
    }
}

/// The tenant named by a path parameter of the matched route.
fn path_parameter(parts: &mut Parts, name: &str) -> Result<Option<Tenant>, Rejection> {
    // axum's extractor is ready at once. It fails if a parameter is not UTF-8.
    let parameters = RawPathParams::from_request_parts(parts, &()).now_or_never();
    let Some(Ok(parameters)) = parameters else {
        return Ok(None);
    };
    // None at all are those of a fallback, where nobody has asked for a route of the app's.
    if parameters.iter().next().is_none() {
        return Ok(None);
    }
    Tenant::by_parameter(name, received_target(parts), &parameters)
}
