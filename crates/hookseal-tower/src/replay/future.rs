//! One guarded delivery on its way, which outlives its client.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hookseal_core::Rejection;
use hookseal_http::{ResponseBody, refusal, respond};
use hookseal_replay::{Answer, Ran};
use http::Response;
use http_body::Body;
use tokio::runtime::Handle;

/// The future of [`ReplayService`](super::ReplayService).
///
/// Dropped before its end, as servers do when a client has gone, it goes on in a task of
/// its own: a handler that is cut off half way has done half of its work.
pub struct ReplayFuture<A: Send + 'static, E: Send + 'static>(State<A, E>);

enum State<A, E> {
    Refused(Option<Rejection>),
    /// Once the client has sent its body.
    Refusing(Pin<Box<dyn Future<Output = Rejection> + Send>>),
    Running {
        /// Taken at its end, or when it continues elsewhere.
        run: Option<Run<A, E>>,
        begun: bool,
    },
}

type Run<A, E> = Pin<Box<dyn Future<Output = Ran<Result<Response<A>, E>>> + Send>>;

impl<A: Send, E: Send> ReplayFuture<A, E> {
    pub(super) const fn refused(rejection: Rejection) -> Self {
        Self(State::Refused(Some(rejection)))
    }

    pub(super) fn refusing(refusing: impl Future<Output = Rejection> + Send + 'static) -> Self {
        Self(State::Refusing(Box::pin(refusing)))
    }

    pub(super) fn running(
        run: impl Future<Output = Ran<Result<Response<A>, E>>> + Send + 'static,
    ) -> Self {
        Self(State::Running {
            run: Some(Box::pin(run)),
            begun: false,
        })
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
            State::Running { run, begun } => {
                *begun = true;
                let Some(running) = run else {
                    return Poll::Pending; // polled after completion
                };
                let ran = ready!(running.as_mut().poll(context));
                *run = None;
                if let Some(unsettled) = ran.unsettled {
                    tokio::spawn(unsettled.settle(tokio::time::sleep));
                }
                ran.answer
            }
        };
        Poll::Ready(match answer {
            Answer::Handled(result) => result.map(|response| response.map(ResponseBody::inner)),
            Answer::Duplicate(answer) => Ok(respond(answer).map(ResponseBody::refusal)),
            Answer::Refused(rejection) => Ok(refusal(rejection).map(ResponseBody::refusal)),
        })
    }
}

impl<A: Send + 'static, E: Send + 'static> Drop for ReplayFuture<A, E> {
    fn drop(&mut self) {
        if let State::Running { run, begun: true } = &mut self.0
            && let Some(run) = run.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async {
                if let Some(unsettled) = run.await.unsettled {
                    unsettled.settle(tokio::time::sleep).await;
                }
            });
        }
    }
}

impl<A: Send, E: Send> fmt::Debug for ReplayFuture<A, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayFuture").finish_non_exhaustive()
    }
}
