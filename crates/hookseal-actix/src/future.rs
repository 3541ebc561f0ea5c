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
use hookseal_core::{Receiving, Rejection};
use pin_project::pin_project;
use tokio::time::Sleep;

use crate::rejection::refusal;

pub(crate) type ReceivingPayload = Receiving<Payload, fn(Duration) -> Sleep, Sleep>;

/// The future of [`WebhookMiddleware`](crate::WebhookMiddleware).
#[pin_project]
pub struct ResponseFuture<S: Service<ServiceRequest>> {
    #[pin]
    state: State<S, S::Future>,
}

#[pin_project(project = StateProjection)]
#[allow(clippy::large_enum_variant)] // one future a request
enum State<S, F> {
    Refused(Option<(Rejection, ServiceRequest)>),
    Receiving {
        #[pin]
        receiving: ReceivingPayload,
        /// Both are taken once, when the body is verified or refused.
        request: Option<(ServiceRequest, Rc<S>)>,
    },
    Responding(#[pin] F),
}

impl<S: Service<ServiceRequest>> ResponseFuture<S> {
    pub(crate) const fn receiving(
        receiving: ReceivingPayload,
        request: ServiceRequest,
        service: Rc<S>,
    ) -> Self {
        Self {
            state: State::Receiving {
                receiving,
                request: Some((request, service)),
            },
        }
    }

    pub(crate) const fn refused(rejection: Rejection, request: ServiceRequest) -> Self {
        Self {
            state: State::Refused(Some((rejection, request))),
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
            let next = match state.as_mut().project() {
                StateProjection::Responding(future) => {
                    return Poll::Ready(
                        ready!(future.poll(context)).map(ServiceResponse::map_into_left_body),
                    );
                }
                StateProjection::Refused(refused) => match refused.take() {
                    Some((rejection, request)) => {
                        let response = request.into_response(refusal(rejection));
                        return Poll::Ready(Ok(response.map_into_right_body()));
                    }
                    None => return Poll::Pending, // polled after completion
                },
                StateProjection::Receiving { receiving, request } => {
                    match (ready!(receiving.poll(context)), request.take()) {
                        (_, None) => return Poll::Pending, // polled after completion
                        (Err(rejection), Some((request, _))) => {
                            State::Refused(Some((rejection, request)))
                        }
                        (Ok(verified), Some((mut request, service))) => {
                            request.set_payload(Payload::from(verified.bytes().clone()));
                            request.extensions_mut().insert(verified);
                            State::Responding(service.call(request))
                        }
                    }
                }
            };
            state.set(next);
        }
    }
}

impl<S: Service<ServiceRequest>> fmt::Debug for ResponseFuture<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
