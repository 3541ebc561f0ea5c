//! Keeping the request target before it is rewritten.

use std::task::{Context, Poll};

use hookseal_http::keep_target;
use http::Request;
use tower_layer::Layer;
use tower_service::Service;

/// Keeps the request target as it was received, as a
/// [`ReceivedTarget`](hookseal_core::adapter::ReceivedTarget) among the request's extensions, which hookseal's layers and extractors find.
///
/// For schemes that sign the URL, its path or its query, where a layer such as tower-http's
/// `NormalizePathLayer` rewrites it: put this one around that.
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
        keep_target(&mut request);
        self.inner.call(request)
    }
}
