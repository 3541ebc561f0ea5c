//! Reading a body to its verdict: the one future that every adapter polls.
//!
//! It belongs to no runtime: an adapter gives it a stream of chunks and a way to
//! sleep, and maps what comes out.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

use crate::{Rejection, RequestHead, Verification, VerifiedBody, Verifier};

impl Verifier {
    /// Verifies a request whose body is `chunks`, within the
    /// [`read_timeout`](Verifier::read_timeout) that `sleep` keeps.
    ///
    /// `sleep` is only called when the body has to be waited for, or comes in more
    /// chunks than are read at once.
    ///
    /// # Errors
    ///
    /// Why the request is refused from its head alone; `chunks` is then dropped unread.
    pub fn receive<C, S, F, E>(
        &self,
        head: &dyn RequestHead,
        chunks: C,
        sleep: S,
    ) -> Result<Receiving<C, S, F>, Rejection>
    where
        C: Stream<Item = Result<Bytes, E>>,
        S: FnOnce(Duration) -> F,
        F: Future<Output = ()>,
    {
        let verification = self
            .begin(head)
            .inspect_err(|error| error.log(self.provider()))?;
        Ok(Receiving {
            chunks,
            verification: Some(verification),
            deadline: Deadline::Unset(Some(sleep), self.read_timeout()),
        })
    }
}

/// The future of [`Verifier::receive`].
#[pin_project]
#[must_use = "futures do nothing unless polled"]
pub struct Receiving<C, S, F> {
    #[pin]
    chunks: C,
    verification: Option<Verification>,
    #[pin]
    deadline: Deadline<S, F>,
}

#[pin_project(project = DeadlineState)]
enum Deadline<S, F> {
    /// Most bodies are there when their head is, and need no timer.
    Unset(Option<S>, Duration),
    Set(#[pin] F),
}

impl<C, S, F, E> Future for Receiving<C, S, F>
where
    C: Stream<Item = Result<Bytes, E>>,
    S: FnOnce(Duration) -> F,
    F: Future<Output = ()>,
{
    type Output = Result<VerifiedBody, Rejection>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut at_once = CHUNKS_AT_ONCE;
        let verdict = loop {
            let Some(verification) = this.verification.as_mut() else {
                return Poll::Pending; // polled after completion
            };
            match this.chunks.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    if let Err(error) = verification.update(chunk) {
                        break Err(error);
                    }
                    at_once -= 1;
                    if at_once > 0 {
                        continue;
                    }
                    // A sender of endless (even empty) chunks must starve neither the
                    // other tasks nor the deadline.
                    context.waker().wake_by_ref();
                }
                Poll::Ready(Some(Err(_))) => break Err(Rejection::BodyIncomplete),
                Poll::Ready(None) => match this.verification.take() {
                    Some(verification) => {
                        let verifier = verification.verifier().clone();
                        let verdict = verification.finish();
                        if let Err(error) = &verdict {
                            error.log(verifier.provider());
                        }
                        return Poll::Ready(verdict);
                    }
                    None => return Poll::Pending,
                },
                Poll::Pending => {}
            }
            ready!(this.deadline.as_mut().poll(context));
            break Err(Rejection::BodyTimeout);
        };
        if let (Some(verification), Err(error)) = (this.verification.take(), &verdict) {
            error.log(verification.verifier().provider());
        }
        Poll::Ready(verdict)
    }
}

/// Chunks read in one poll; a body of the default limit has fewer than that.
const CHUNKS_AT_ONCE: u32 = 256;

impl<S, F> Deadline<S, F>
where
    S: FnOnce(Duration) -> F,
    F: Future<Output = ()>,
{
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let DeadlineState::Unset(sleep, duration) = self.as_mut().project() {
            let Some(sleep) = sleep.take() else {
                return Poll::Pending;
            };
            let timer = sleep(*duration);
            self.set(Self::Set(timer));
        }
        match self.project() {
            DeadlineState::Set(timer) => timer.poll(context),
            DeadlineState::Unset(..) => Poll::Pending,
        }
    }
}

impl<C, S, F> std::fmt::Debug for Receiving<C, S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiving")
            .field("verification", &self.verification)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
