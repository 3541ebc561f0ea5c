//! One request on its way: received, then answered.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hookseal_core::{Receiving, Rejection};
use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use pin_project::pin_project;
use tokio::time::Sleep;
use tower_service::Service;

use crate::{BodyChunks, Rebuild, ResponseBody, refusal};

type ReceivingBody<B> = Receiving<BodyChunks<B>, fn(Duration) -> Sleep, Sleep>;

/// The future of [`WebhookService`](crate::WebhookService).
#[pin_project]
pub struct ResponseFuture<S, R, B>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    #[pin]
    state: State<S, B, S::Future>,
    rebuild: std::marker::PhantomData<fn() -> R>,
}

#[pin_project(project = StateProjection)]
#[allow(clippy::large_enum_variant)] // one future a request, which the runtime boxes anyway
enum State<S, B, F> {
    Refused(Option<Rejection>),
    Receiving {
        #[pin]
        receiving: ReceivingBody<B>,
        /// Both are taken once, when the body is verified.
        request: Option<(Parts, S)>,
    },
    Responding(#[pin] F),
}

impl<S, R, B> ResponseFuture<S, R, B>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    pub(crate) const fn receiving(receiving: ReceivingBody<B>, parts: Parts, service: S) -> Self {
        Self {
            state: State::Receiving {
                receiving,
                request: Some((parts, service)),
            },
            rebuild: std::marker::PhantomData,
        }
    }

    pub(crate) const fn refused(rejection: Rejection) -> Self {
        Self {
            state: State::Refused(Some(rejection)),
            rebuild: std::marker::PhantomData,
        }
    }
}

impl<S, R, B, A> Future for ResponseFuture<S, R, B>
where
    B: Body,
    R: Rebuild<B>,
    S: Service<Request<R::Body>, Response = Response<A>>,
    A: Body<Data = Bytes>,
{
    type Output = Result<Response<ResponseBody<A>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProjection::Responding(future) => {
                    return Poll::Ready(
                        ready!(future.poll(context))
                            .map(|response| response.map(ResponseBody::inner)),
                    );
                }
                StateProjection::Refused(rejection) => match rejection.take() {
                    Some(rejection) => {
                        return Poll::Ready(Ok(refusal(rejection).map(ResponseBody::refusal)));
                    }
                    None => return Poll::Pending, // polled after completion
                },
                StateProjection::Receiving { receiving, request } => {
                    match (ready!(receiving.poll(context)), request.take()) {
                        (Err(rejection), _) => State::Refused(Some(rejection)),
                        (Ok(_), None) => return Poll::Pending, // polled after completion
                        (Ok(verified), Some((mut parts, mut service))) => {
                            let body = R::rebuild(verified.bytes().clone());
                            parts.extensions.insert(verified);
                            State::Responding(service.call(Request::from_parts(parts, body)))
                        }
                    }
                }
            };
            state.set(next);
        }
    }
}

impl<S, R, B> fmt::Debug for ResponseFuture<S, R, B>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
