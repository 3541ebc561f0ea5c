//! The tower layer, made to know axum's nested routers.

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts as _, OriginalUri, RawPathParams, Request};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::FutureExt as _;
use hookseal_core::Verifier;
use hookseal_tower::{Rebuild, ResponseBody, WebhookService};
use tower::Service;
use tower::util::MapResponse;
use tower_layer::Layer;

use crate::room::WithRoom;

/// Verifies every request before its handler runs. For `Router::route_layer`,
/// `Router::layer` and `MethodRouter::layer`.
///
/// Put it on the routes that receive webhooks: everything behind it must be signed.
/// `route_layer` leaves unknown paths to the router (404); `layer` also covers them.
///
/// It is [`hookseal_tower::WebhookLayer`], told where axum keeps the URI that a nested
/// router strips. In a `tower::ServiceBuilder` it goes with any layers around and within it:
/// it takes every type of body, and gives axum's.
///
/// axum's own extractors take what the verifier has taken, though it be more than the 2 MiB that
/// they take by default.
#[derive(Clone, Debug)]
pub struct WebhookLayer(hookseal_tower::WebhookLayer<AxumBody>);

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        let layer = hookseal_tower::WebhookLayer::new(verifier).rebuilding();
        Self(layer.target_of(original_target))
    }

    /// For verifiers that look up their keys by tenant: a path parameter says whose
    /// request it is, such as `tenant` of `/hooks/{tenant}`.
    ///
    /// It needs the route to be known, so it works in `Router::route_layer` and
    /// `MethodRouter::layer`, not in `Router::layer`.
    #[must_use]
    pub fn tenant_param(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.tenant_of(move |parts| path_parameter(parts, &name))
    }

    /// For verifiers that look up their keys by tenant: how to find out whose request it
    /// is. By default that is what a [`Tenant`](hookseal_core::Tenant) among the
    /// request's extensions says.
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
    /// Without it nothing behind the layer sees that header: anyone can set it, and what a
    /// handler reads is to be what was verified. See
    /// [`hookseal_tower::WebhookLayer::keep_content_encoding`].
    #[must_use]
    pub fn keep_content_encoding(self) -> Self {
        Self(self.0.keep_content_encoding())
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

/// The path and query as received, also inside `Router::nest`, which strips its prefix.
pub(crate) fn original_target(parts: &Parts) -> &str {
    parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0)
        .path_and_query()
        .map_or("/", |target| target.as_str())
}

/// A path parameter of the route that was matched.
fn path_parameter(parts: &mut Parts, name: &str) -> Option<String> {
    // axum's extractor is ready at once.
    let parameters = RawPathParams::from_request_parts(parts, &())
        .now_or_never()?
        .ok()?;
    parameters
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value.to_owned())
}
