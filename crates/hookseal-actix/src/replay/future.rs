//! One guarded delivery on its way, which outlives its client.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use hookseal_core::Rejection;
use hookseal_replay::{Answer, BackgroundHere, RunToEndHere};

use super::asked::Asked;
use crate::future::RefusingPayload;
use crate::rejection::{refusal, respond};

/// The future of [`ReplayMiddleware`](crate::ReplayMiddleware).
///
/// Dropped before its end, as servers do when a client has gone, it goes on in a task of
/// its own: a handler that is cut off half way has done half of its work.
pub struct ReplayFuture<B: 'static>(State<B>);

enum State<B: 'static> {
    Refused(Option<(Rejection, ServiceRequest)>),
    /// Once the client has sent its payload.
    Refusing(Pin<Box<RefusingPayload>>, Option<ServiceRequest>),
    Running {
        run: RunToEndHere<Handled<B>>,
        /// The request, as long as no handler has it.
        request: Rc<Cell<Option<ServiceRequest>>>,
        /// The response if the handler has failed.
        asked: Option<Asked>,
    },
}

/// `None` is what a handler answers that finds no request, which cannot be.
pub(super) type Handled<B> = Option<Result<ServiceResponse<B>, Error>>;

impl<B: 'static> ReplayFuture<B> {
    pub(super) const fn refused(rejection: Rejection, request: ServiceRequest) -> Self {
        Self(State::Refused(Some((rejection, request))))
    }

    pub(super) fn refusing(refusing: RefusingPayload, request: ServiceRequest) -> Self {
        Self(State::Refusing(Box::pin(refusing), Some(request)))
    }

    pub(super) const fn running(
        run: RunToEndHere<Handled<B>>,
        request: Rc<Cell<Option<ServiceRequest>>>,
        asked: Asked,
    ) -> Self {
        Self(State::Running {
            run,
            request,
            asked: Some(asked),
        })
    }
}

impl<B: MessageBody + 'static> Future for ReplayFuture<B> {
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (answer, request, asked) = match &mut self.0 {
            State::Refused(refused) => match refused.take() {
                Some((rejection, request)) => (Answer::Refused(rejection), Some(request), None),
                None => return Poll::Pending, // polled after completion
            },
            State::Refusing(refusing, request) => {
                let rejection = ready!(refusing.as_mut().poll(context));
                (Answer::Refused(rejection), request.take(), None)
            }
            State::Running {
                run,
                request,
                asked,
            } => {
                let answer = ready!(Pin::new(run).poll(context));
                (answer, request.take(), asked.take())
            }
        };
        let response = match answer {
            Answer::Handled(Some(result)) => {
                return Poll::Ready(result.map(ServiceResponse::map_into_left_body));
            }
            Answer::Handled(None) => refusal(Rejection::Misconfigured {
                reason: "the request had already been handled",
            }),
            Answer::Duplicate(answer) => respond(answer),
            Answer::Refused(rejection) => refusal(rejection),
        };
        let response = match (request, asked) {
            (Some(request), _) => request.into_response(response),
            // The handler had it, and has failed with it.
            (None, Some(asked)) => asked.respond(response),
            (None, None) => return Poll::Pending, // there is one of them until the end
        };
        Poll::Ready(Ok(response.map_into_right_body()))
    }
}

/// Continues a run in a task of its own. Where no runtime is left to go on in, spawning panics;
/// the lease ends by itself.
pub(super) fn go_on(run: BackgroundHere) {
    if !std::thread::panicking() {
        let _ = catch_unwind(AssertUnwindSafe(|| actix_web::rt::spawn(run)));
    }
}

impl<B> fmt::Debug for ReplayFuture<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayFuture").finish_non_exhaustive()
    }
}
