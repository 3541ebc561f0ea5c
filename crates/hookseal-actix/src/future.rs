//! One request on its way: received, then answered.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse};
use actix_web::{HttpMessage as _, HttpRequest};
use hookseal_core::adapter::{Facts, Receiving, Refusing, ToldHead};
use hookseal_core::{Outcome, Rejection, VerifiedBody};
use pin_project::pin_project;
use tokio::time::Sleep;

use crate::ActixHead;
use crate::chunks::PayloadChunks;
use crate::encoding::take_off;
use crate::facts::{among, pass_on};
use crate::rejection::{refusal, respond};
use crate::room::Room;

pub(crate) type ReceivingPayload = Receiving<PayloadChunks, fn(Duration) -> Sleep, Sleep>;

/// A refusal that waits for the payload of its request.
pub(crate) type RefusingPayload = Refusing<PayloadChunks, fn(Duration) -> Sleep, Sleep>;

/// The refusal of a request that nothing verifies, once its client has sent the payload.
pub(crate) fn refuse_unverified(
    advice: &'static str,
    payload: Payload,
    request: &HttpRequest,
) -> RefusingPayload {
    let facts = among(&request.extensions());
    let head = facts.head(ActixHead::new(request.head()));
    let chunks = PayloadChunks::new(payload, request.head());
    let refused = Rejection::no_verifier(advice);
    // actix has sent `100 Continue` to a client that waits for it.
    let refusing = refused.after_body(&head, chunks, tokio::time::sleep as fn(_) -> _);
    refusing.continued()
}

/// The future of [`WebhookMiddleware`](crate::WebhookMiddleware).
#[pin_project]
pub struct ResponseFuture<S: Service<ServiceRequest>> {
    #[pin]
    state: State<S, S::Future>,
}

#[pin_project(project = StateProjection, project_replace = StateReplaced)]
#[allow(clippy::large_enum_variant)] // one future a request
enum State<S, F> {
    Receiving {
        #[pin]
        receiving: ReceivingPayload,
        request: Received<S>,
    },
    Responding(#[pin] F),
    Done,
}

/// A request without its payload, and the service to answer it.
pub(crate) struct Received<S> {
    pub(crate) request: ServiceRequest,
    pub(crate) facts: Facts,
    pub(crate) keeps_content_encoding: bool,
    pub(crate) room: Rc<Room>,
    pub(crate) service: Rc<S>,
}

impl<S> Received<S> {
    fn head(&self) -> ToldHead<'_, ActixHead<'_>> {
        self.facts.head(ActixHead::new(self.request.head()))
    }

    /// Makes the request ready for its handler.
    fn pass_on(&mut self, verified: VerifiedBody) -> Result<(), Rejection> {
        if verified.has_content_encoding() && !self.keeps_content_encoding {
            take_off(&mut self.request)?;
        }
        self.room.make(&mut self.request, verified.bytes().len());
        let payload = Payload::from(verified.bytes().clone());
        self.request.set_payload(payload);
        let mut extensions = self.request.extensions_mut();
        pass_on(&mut self.facts, &mut extensions, verified);
        Ok(())
    }
}

impl<S: Service<ServiceRequest>> ResponseFuture<S> {
    pub(crate) const fn new(receiving: ReceivingPayload, request: Received<S>) -> Self {
        Self {
            state: State::Receiving { receiving, request },
        }
    }
}

impl<S, B> Future for ResponseFuture<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let verdict = match state.as_mut().project() {
                StateProjection::Receiving { receiving, request } => {
                    ready!(receiving.poll_received(&request.head(), context))
                }
                StateProjection::Responding(future) => {
                    return Poll::Ready(
                        ready!(future.poll(context)).map(ServiceResponse::map_into_left_body),
                    );
                }
                StateProjection::Done => return Poll::Pending, // polled after completion
            };
            let received = state.as_mut().project_replace(State::Done);
            let StateReplaced::Receiving { mut request, .. } = received else {
                return Poll::Pending;
            };
            let response = match verdict {
                Ok(Outcome::Event(verified)) => request.pass_on(verified).err().map(refusal),
                Ok(Outcome::Handshake(answered)) => Some(respond(answered.into_answer())),
                Err(rejection) => Some(refusal(rejection)),
            };
            let Received {
                request, service, ..
            } = request;
            match response {
                None => state.set(State::Responding(service.call(request))),
                Some(response) => {
                    let response = request.into_response(response);
                    return Poll::Ready(Ok(response.map_into_right_body()));
                }
            }
        }
    }
}

impl<S: Service<ServiceRequest>> fmt::Debug for ResponseFuture<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
