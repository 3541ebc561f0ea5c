//! The service: splits the request, and passes it to the future.

use std::task::{Context, Poll};

use bytes::Bytes;
use hookseal_core::Verifier;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::body::BoxError;
use crate::future::Received;
use crate::options::Options;
use crate::{BodyChunks, Rebuild, ResponseBody, ResponseFuture, SameBody};

/// Verifies each request before the inner service gets it. Made by
/// [`WebhookLayer`](crate::WebhookLayer).
///
/// It is always ready. The inner service is asked whether it is once a request has been
/// verified, and only then: what it gives out with its readiness, such as the permits of
/// tower's `ConcurrencyLimit`, a sender of half a forged body does not hold. A `LoadShed`
/// around the inner service belongs inside, too.
#[derive(Clone, Debug)]
pub struct WebhookService<S, R = SameBody> {
    inner: S,
    verifier: Verifier,
    options: Options,
    rebuild: std::marker::PhantomData<fn() -> R>,
}

impl<S, R> WebhookService<S, R> {
    pub(crate) const fn new(inner: S, verifier: Verifier, options: Options) -> Self {
        Self {
            inner,
            verifier,
            options,
            rebuild: std::marker::PhantomData,
        }
    }
}

impl<S, R, B, A> Service<Request<B>> for WebhookService<S, R>
where
    B: Body,
    B::Error: Into<BoxError>,
    R: Rebuild<B>,
    S: Service<Request<R::Body>, Response = Response<A>> + Clone,
    A: Body<Data = Bytes>,
{
    type Response = Response<ResponseBody<A>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, R, B>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let facts = self.options.find(&mut parts);
        ResponseFuture::new(
            self.verifier
                .receive(BodyChunks::new(body), tokio::time::sleep as _),
            Received {
                parts,
                facts,
                // Made ready when there is something for it.
                service: self.inner.clone(),
            },
        )
    }
}
