//! One guarded delivery on its way, which outlives its client.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hookseal_core::Rejection;
use hookseal_http::{ResponseBody, refusal, respond};
use hookseal_replay::{Answer, Background, RunToEnd};
use http::Response;
use http_body::Body;
use tokio::runtime::Handle;

/// The future of [`ReplayService`](super::ReplayService).
///
/// Dropped before its end, as servers do when a client has gone, it goes on in a task of
/// its own: a handler that is cut off half way has done half of its work.
pub struct ReplayFuture<A: Send + 'static, E: Send + 'static>(State<A, E>);

enum State<A: Send + 'static, E: Send + 'static> {
    Refused(Option<Rejection>),
    /// Once the client has sent its body.
    Refusing(Pin<Box<dyn Future<Output = Rejection> + Send>>),
    Running(RunToEnd<Result<Response<A>, E>>),
}

impl<A: Send, E: Send> ReplayFuture<A, E> {
    pub(super) const fn refused(rejection: Rejection) -> Self {
        Self(State::Refused(Some(rejection)))
    }

    pub(super) fn refusing(refusing: impl Future<Output = Rejection> + Send + 'static) -> Self {
        Self(State::Refusing(Box::pin(refusing)))
    }

    pub(super) const fn running(run: RunToEnd<Result<Response<A>, E>>) -> Self {
        Self(State::Running(run))
    }
}

impl<A, E> Future for ReplayFuture<A, E>
where
    A: Body<Data = Bytes> + Send,
    E: Send,
{
    type Output = Result<Response<ResponseBody<A>>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = match &mut self.0 {
            State::Refused(rejection) => match rejection.take() {
                Some(rejection) => Answer::Refused(rejection),
                None => return Poll::Pending, // polled after completion
            },
            State::Refusing(refusing) => Answer::Refused(ready!(refusing.as_mut().poll(context))),
            State::Running(run) => ready!(Pin::new(run).poll(context)),
        };
        Poll::Ready(match answer {
            Answer::Handled(result) => result.map(|response| response.map(ResponseBody::inner)),
            Answer::Duplicate(answer) => Ok(respond(answer).map(ResponseBody::refusal)),
            Answer::Refused(rejection) => Ok(refusal(rejection).map(ResponseBody::refusal)),
        })
    }
}

/// Starts a task, if a runtime is left.
pub(super) fn spawn(background: Background) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(background);
    }
}

impl<A: Send, E: Send> fmt::Debug for ReplayFuture<A, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayFuture").finish_non_exhaustive()
    }
}
