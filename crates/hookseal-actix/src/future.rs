//! One request on its way: received, then answered.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, Service, ServiceRequest, ServiceResponse};
use hookseal_core::Receiving;
use pin_project::pin_project;
use tokio::time::Sleep;

use crate::ActixHead;
use crate::rejection::refusal;

pub(crate) type ReceivingPayload = Receiving<Payload, fn(Duration) -> Sleep, Sleep>;

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

/// A request without its payload, and who is to answer it.
pub(crate) struct Received<S> {
    pub(crate) request: ServiceRequest,
    pub(crate) tenant: Option<String>,
    pub(crate) service: Rc<S>,
}

impl<S> Received<S> {
    fn head(&self) -> ActixHead<'_> {
        ActixHead::new(self.request.head(), self.tenant.as_deref())
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
            let StateReplaced::Receiving { request, .. } = received else {
                return Poll::Pending;
            };
            let Received {
                mut request,
                service,
                ..
            } = request;
            match verdict {
                Ok(verified) => {
                    request.set_payload(Payload::from(verified.bytes().clone()));
                    request.extensions_mut().insert(verified);
                    state.set(State::Responding(service.call(request)));
                }
                Err(rejection) => {
                    let response = request.into_response(refusal(rejection));
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
