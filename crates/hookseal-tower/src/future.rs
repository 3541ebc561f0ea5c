//! One request on its way: received, then answered.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hookseal_core::VerifiedBody;
use hookseal_core::adapter::Receiving;
use hookseal_http::{
    BodyChunks, BoxError, Facts, HttpHead, Rebuild, ResponseBody, event_or_response,
};
use http::request::Parts;
use http::{Request, Response};
use http_body::Body;
use pin_project::pin_project;
use tokio::time::Sleep;
use tower_service::Service;

use crate::TokioSleep;

type ReceivingBody<B, T, F> = Receiving<BodyChunks<B>, T, F>;

/// The future of [`WebhookService`](crate::WebhookService).
#[pin_project]
pub struct ResponseFuture<S, R, B, T = TokioSleep, F = Sleep>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    #[pin]
    state: State<S, B, T, F, R::Body, S::Future>,
    rebuild: std::marker::PhantomData<fn() -> R>,
}

#[pin_project(project = StateProjection, project_replace = StateReplaced)]
#[allow(clippy::large_enum_variant)] // one future a request, which the runtime boxes anyway
enum State<S, B, T, F, A, G> {
    Receiving {
        #[pin]
        receiving: ReceivingBody<B, T, F>,
        request: Received<S>,
    },
    /// It is verified, and waits for the inner service.
    Waiting {
        request: Request<A>,
        service: S,
    },
    Responding(#[pin] G),
    Done,
}

/// A request without its body, and the service to answer it.
pub(crate) struct Received<S> {
    pub(crate) parts: Parts,
    pub(crate) facts: Facts,
    pub(crate) target_place: fn(&Parts) -> &str,
    pub(crate) service: S,
}

impl<S> Received<S> {
    fn head(&self) -> HttpHead<'_> {
        let head = HttpHead::with_target_in(&self.parts, self.target_place);
        self.facts.complete(head)
    }

    /// The verified request, as the inner service gets it, and that.
    #[inline]
    fn pass_on<R: Rebuild<B>, B>(self, verified: VerifiedBody) -> (Request<R::Body>, S) {
        let Self {
            mut parts,
            facts,
            service,
            ..
        } = self;
        let body = R::rebuild(verified.bytes().clone());
        facts.pass_on(&mut parts.headers, &mut parts.extensions, verified);
        (Request::from_parts(parts, body), service)
    }
}

impl<S, R, B, T, F> ResponseFuture<S, R, B, T, F>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    pub(crate) const fn new(receiving: ReceivingBody<B, T, F>, request: Received<S>) -> Self {
        Self {
            state: State::Receiving { receiving, request },
            rebuild: std::marker::PhantomData,
        }
    }
}

impl<S, R, B, T, F, A> Future for ResponseFuture<S, R, B, T, F>
where
    T: Fn(Duration) -> F,
    F: Future<Output = ()>,
    B: Body,
    B::Error: Into<BoxError>,
    R: Rebuild<B>,
    S: Service<Request<R::Body>, Response = Response<A>>,
    A: Body<Data = Bytes>,
{
    type Output = Result<Response<ResponseBody<A>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let verified = match state.as_mut().project() {
                StateProjection::Receiving { receiving, request } => {
                    let verdict = ready!(receiving.poll_received(&request.head(), context));
                    match event_or_response(verdict) {
                        Ok(verified) => Some(verified),
                        Err(response) => {
                            state.set(State::Done);
                            return Poll::Ready(Ok(response.map(ResponseBody::refusal)));
                        }
                    }
                }
                StateProjection::Waiting { service, .. } => {
                    if let Err(error) = ready!(service.poll_ready(context)) {
                        state.set(State::Done);
                        return Poll::Ready(Err(error));
                    }
                    None
                }
                StateProjection::Responding(future) => {
                    return Poll::Ready(
                        ready!(future.poll(context))
                            .map(|response| response.map(ResponseBody::inner)),
                    );
                }
                StateProjection::Done => return Poll::Pending, // polled after completion
            };
            match (state.as_mut().project_replace(State::Done), verified) {
                (StateReplaced::Receiving { request, .. }, Some(verified)) => {
                    let (request, mut service) = request.pass_on::<R, B>(verified);
                    // Mostly it is, and then need not be moved about.
                    match service.poll_ready(context) {
                        Poll::Ready(Ok(())) => state.set(State::Responding(service.call(request))),
                        Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                        Poll::Pending => {
                            state.set(State::Waiting { request, service });
                            return Poll::Pending;
                        }
                    }
                }
                (StateReplaced::Waiting { request, service }, None) => {
                    let mut service = service;
                    state.set(State::Responding(service.call(request)));
                }
                _ => {} // it is what was matched
            }
        }
    }
}

impl<S, R, B, T, F> fmt::Debug for ResponseFuture<S, R, B, T, F>
where
    R: Rebuild<B>,
    S: Service<Request<R::Body>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
