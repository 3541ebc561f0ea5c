//! axum's own limit for bodies, which must not refuse what has been verified.

use std::task::{Context, Poll};

use axum::extract::{DefaultBodyLimit, Request};
use hookseal_core::VerifiedBody;
use tower::Service;

/// The service that [`WebhookLayer`](crate::WebhookLayer) puts its own around.
///
/// axum's extractors (`Bytes`, `String`, `Json`, `Form`) stop at 2 MiB unless the app says
/// otherwise. The verifier has a limit of its own, and what it has let through is in memory, so
/// longer bodies are let through there as well. A `DefaultBodyLimit` further in counts.
#[derive(Clone, Debug)]
pub struct WithRoom<S>(S);

impl<S> WithRoom<S> {
    pub(crate) const fn new(inner: S) -> Self {
        Self(inner)
    }
}

impl<S: Service<Request>> Service<Request> for WithRoom<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        let verified = request.extensions().get::<VerifiedBody>();
        let length = verified.map_or(0, |verified| verified.bytes().len());
        if length > LIMIT_OF_AXUM {
            DefaultBodyLimit::max(length).apply(&mut request);
        }
        self.0.call(request)
    }
}

/// The default limit of axum's extractors, in bytes.
const LIMIT_OF_AXUM: usize = 2 * 1024 * 1024;
