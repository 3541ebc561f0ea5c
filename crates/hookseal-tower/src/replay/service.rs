//! The service: finds what was verified, and hands the rest to the future.

use std::future::poll_fn;
use std::task::{Context, Poll};

use bytes::Bytes;
use hookseal_core::{Rejection, VerifiedBody};
use hookseal_http::{BodyChunks, BoxError, HttpHead, ResponseBody};
use hookseal_replay::ReplayGuard;
use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::ReplayFuture;
use super::future::spawn;

/// Has each verified delivery handled once by the inner service. Made by
/// [`ReplayLayer`](super::ReplayLayer).
///
/// It is always ready. The inner service is asked whether it is once the delivery has been
/// reserved: a duplicate, or a store that hangs, holds no permit.
#[derive(Clone, Debug)]
pub struct ReplayService<S> {
    inner: S,
    guard: ReplayGuard,
    target_place: fn(&Parts) -> &str,
}

impl<S> ReplayService<S> {
    pub(super) const fn new(
        inner: S,
        guard: ReplayGuard,
        target_place: fn(&Parts) -> &str,
    ) -> Self {
        Self {
            inner,
            guard,
            target_place,
        }
    }
}

impl<S, B, A> Service<Request<B>> for ReplayService<S>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send + 'static,
    A: Body<Data = Bytes> + Send + 'static,
    B: Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<ResponseBody<A>>;
    type Error = S::Error;
    type Future = ReplayFuture<A, S::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let Some(verified) = parts.extensions.get::<VerifiedBody>() else {
            let head = HttpHead::with_target_in(&parts, self.target_place);
            let refused = Rejection::no_verifier(MISSING_LAYER);
            let chunks = BodyChunks::new(body);
            return ReplayFuture::refusing(refused.after_body(&head, chunks, tokio::time::sleep));
        };
        let head = HttpHead::with_target_in(&parts, self.target_place).of_verified_target();
        let admission = match self.guard.admit(verified, &head) {
            Ok(admission) => admission,
            Err(rejection) => return ReplayFuture::refused(rejection),
        };
        // Made ready once the delivery is its own to handle.
        let mut service = self.inner.clone();
        ReplayFuture::running(admission.run_to_end(
            tokio::time::sleep,
            move |reservation| {
                if let Some(reservation) = reservation {
                    parts.extensions.insert(reservation);
                }
                let request = Request::from_parts(parts, body);
                async move {
                    poll_fn(|context| service.poll_ready(context)).await?;
                    service.call(request).await
                }
            },
            |answer| {
                let response = answer.as_ref().ok()?;
                Some(response.status().as_u16())
            },
            spawn,
        ))
    }
}

const MISSING_LAYER: &str = "`ReplayLayer` found no verified delivery; put a `WebhookLayer` around it (the verifying layer is the outer one)";
