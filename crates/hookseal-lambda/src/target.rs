//! The request target as the sender called it, which differs from the URI of `lambda_http`.

use std::task::{Context, Poll};

use hookseal_core::adapter::ReceivedTarget;
use hookseal_http::own_target;
use http::{Extensions, Request, Uri};
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use tower_layer::Layer;
use tower_service::Service;

/// Keeps the request target as the sender called it, as a [`ReceivedTarget`] in the request's
/// extensions, where hookseal's layers and extractors find it.
///
/// [`WebhookLayer`](crate::WebhookLayer) contains it. Put it around an app of another framework
/// that runs on Lambda, such as axum: `lambda_http` puts the API's stage in front of the path,
/// also where the sender has not called it, and normalises escapes.
///
/// ```no_run
/// use axum::{Router, routing::post};
/// use hookseal_axum::WebhookLayer;
/// use hookseal_lambda::KeepTargetLayer;
/// use tower_layer::Layer as _;
///
/// # async fn run(verifier: hookseal_core::Verifier) -> Result<(), lambda_http::Error> {
/// let app = Router::new()
///     .route("/hooks", post(async |body: String| body))
///     .route_layer(WebhookLayer::new(verifier));
/// lambda_http::run(KeepTargetLayer.layer(app)).await
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepTargetLayer;

impl<S> Layer<S> for KeepTargetLayer {
    type Service = KeepTarget<S>;

    fn layer(&self, inner: S) -> KeepTarget<S> {
        KeepTarget { inner }
    }
}

/// The service that [`KeepTargetLayer`] puts around another.
#[derive(Clone, Copy, Debug)]
pub struct KeepTarget<S> {
    inner: S,
}

impl<S, B> Service<Request<B>> for KeepTarget<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        // Kept once, by the outermost.
        if request.extensions().get::<ReceivedTarget>().is_none() {
            let target = called(request.uri(), request.extensions());
            request.extensions_mut().insert(target);
        }
        self.inner.call(request)
    }
}

/// The target that was called, as far as the event has it.
pub(crate) fn called(uri: &Uri, extensions: &Extensions) -> ReceivedTarget {
    let path = match extensions.request_context_ref() {
        // A REST API takes the stage, or the base path of a domain, off the event's own path.
        Some(RequestContext::ApiGatewayV1(context)) => context.path.as_deref().unwrap_or_default(),
        _ => extensions.raw_http_path(),
    };
    if path.is_empty() {
        // The event does not have it, or there is no event.
        return ReceivedTarget::new(own_target(uri));
    }
    match uri.query() {
        Some(query) => ReceivedTarget::new(format!("{path}?{query}")),
        None => ReceivedTarget::new(path),
    }
}
