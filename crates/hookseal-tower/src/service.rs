//! The service: splits the request, and passes it to the future.

use std::fmt;
use std::marker::PhantomData;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hookseal_core::Verifier;
use hookseal_http::{BodyChunks, BoxError, Options, Rebuild, ResponseBody, SameBody};
use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::future::Received;
use crate::{ResponseFuture, TokioSleep};

/// Verifies each request before the inner service gets it. Made by
/// [`WebhookLayer`](crate::WebhookLayer).
///
/// It is always ready. The inner service is asked whether it is once a request has been
/// verified, and only then: what it gives out with its readiness, such as the permits of
/// tower's `ConcurrencyLimit`, a sender of half a forged body does not hold. A `LoadShed`
/// around the inner service belongs inside, too.
#[derive(Clone)]
pub struct WebhookService<S, R = SameBody, T = TokioSleep> {
    inner: S,
    verifier: Verifier,
    options: Options,
    target_place: fn(&Parts) -> &str,
    sleep: T,
    rebuild: PhantomData<fn() -> R>,
}

impl<S, R, T> WebhookService<S, R, T> {
    pub(crate) const fn new(
        inner: S,
        verifier: Verifier,
        options: Options,
        target_place: fn(&Parts) -> &str,
        sleep: T,
    ) -> Self {
        Self {
            inner,
            verifier,
            options,
            target_place,
            sleep,
            rebuild: PhantomData,
        }
    }
}

impl<S, R, T, F, B, A> Service<Request<B>> for WebhookService<S, R, T>
where
    B: Body,
    B::Error: Into<BoxError>,
    R: Rebuild<B>,
    T: Fn(Duration) -> F + Clone,
    F: Future<Output = ()>,
    S: Service<Request<R::Body>, Response = Response<A>> + Clone,
    A: Body<Data = Bytes>,
{
    type Response = Response<ResponseBody<A>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, R, B, T, F>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let facts = self.options.find(&mut parts);
        ResponseFuture::new(
            self.verifier
                .receive(BodyChunks::new(body), self.sleep.clone()),
            Received {
                parts,
                facts,
                target_place: self.target_place,
                // Made ready when there is something for it.
                service: self.inner.clone(),
            },
        )
    }
}

impl<S: fmt::Debug, R, T> fmt::Debug for WebhookService<S, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookService")
            .field("inner", &self.inner)
            .field("verifier", &self.verifier)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
