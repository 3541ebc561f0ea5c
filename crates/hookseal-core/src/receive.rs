//! Reading a body to its verdict: the one future that every adapter polls.
//!
//! It belongs to no runtime: an adapter gives it a stream of chunks and a way to
//! sleep, and maps what comes out.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

use crate::resolver::Resolution;
use crate::{KeptHead, Rejection, RequestHead, Verification, VerifiedBody, Verifier};

impl Verifier {
    /// Verifies a request whose body is `chunks`, within the
    /// [`read_timeout`](Verifier::read_timeout) that `sleep` keeps. Where keys have to be
    /// looked up, that comes first.
    ///
    /// Keys that are at hand are taken at once, so a resolver that needs a runtime needs
    /// it here already. `sleep` is only called when something has to be waited for, or the
    /// body comes in more chunks than are read at once.
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
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let step = self
            .first_step(head)
            .inspect_err(|error| error.log(self.provider()))?;
        let duration = match &step {
            Step::LookUp(_) => self.lookup_timeout(),
            Step::Read(_) | Step::Done => self.read_timeout(),
        };
        Ok(Receiving {
            chunks,
            step,
            verifier: self.clone(),
            sleep,
            deadline: Deadline::Unset(duration),
        })
    }

    fn first_step(&self, head: &dyn RequestHead) -> Result<Step, Rejection> {
        let Some(mut resolution) = self.look_up(head)? else {
            return Ok(Step::Read(self.begin(head)?));
        };
        // Keys that are at hand come at once; the head need not be kept for them. Where
        // they do not, the first poll of the future leaves the right waker.
        let mut at_once = Context::from_waker(Waker::noop());
        if let Poll::Ready(found) = Pin::new(&mut resolution).poll(&mut at_once) {
            return Ok(Step::Read(self.begin_resolved(head, found)?));
        }
        let head = head.keep().ok_or(Rejection::Misconfigured {
            reason: "keys have to be waited for, but the adapter's head cannot be kept; implement `RequestHead::keep`",
        })?;
        Ok(Step::LookUp(Box::new((resolution, head))))
    }
}

/// The future of [`Verifier::receive`].
#[pin_project]
#[must_use = "futures do nothing unless polled"]
pub struct Receiving<C, S, F> {
    #[pin]
    chunks: C,
    step: Step,
    verifier: Verifier,
    sleep: S,
    #[pin]
    deadline: Deadline<F>,
}

#[allow(clippy::large_enum_variant)] // the large one is the common one, and must not be boxed
enum Step {
    /// The keys are being looked up; the head is kept for when they are there.
    LookUp(Box<(Resolution, KeptHead)>),
    /// The body is being read.
    Read(Verification),
    Done,
}

#[pin_project(project = DeadlineState)]
pub(crate) enum Deadline<F> {
    /// Most bodies are there when their head is, and need no timer.
    Unset(Duration),
    Set(#[pin] F),
}

impl<C, S, F, E> Future for Receiving<C, S, F>
where
    C: Stream<Item = Result<Bytes, E>>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    type Output = Result<VerifiedBody, Rejection>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let verdict = ready!(self.as_mut().poll_verdict(context));
        let this = self.project();
        *this.step = Step::Done;
        if let Err(error) = &verdict {
            error.log(this.verifier.provider());
        }
        Poll::Ready(verdict)
    }
}

impl<C, S, F, E> Receiving<C, S, F>
where
    C: Stream<Item = Result<Bytes, E>>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    fn poll_verdict(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<VerifiedBody, Rejection>> {
        if let Err(error) = ready!(self.as_mut().poll_keys(context)) {
            return Poll::Ready(Err(error));
        }
        let mut this = self.project();
        for _ in 0..CHUNKS_AT_ONCE {
            let Step::Read(verification) = this.step else {
                return Poll::Pending; // polled after completion
            };
            match this.chunks.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => {
                    if let Err(error) = verification.update(chunk) {
                        return Poll::Ready(Err(error));
                    }
                }
                Poll::Ready(Some(Err(_))) => {
                    return Poll::Ready(Err(Rejection::BodyIncomplete));
                }
                Poll::Ready(None) => {
                    return match std::mem::replace(this.step, Step::Done) {
                        Step::Read(verification) => Poll::Ready(verification.finish()),
                        Step::LookUp(_) | Step::Done => Poll::Pending,
                    };
                }
                Poll::Pending => {
                    ready!(this.deadline.as_mut().poll(this.sleep, context));
                    return Poll::Ready(Err(Rejection::BodyTimeout));
                }
            }
        }
        // A sender of endless (even empty) chunks must starve neither the other tasks
        // nor the deadline.
        context.waker().wake_by_ref();
        ready!(this.deadline.as_mut().poll(this.sleep, context));
        Poll::Ready(Err(Rejection::BodyTimeout))
    }

    /// Waits for the keys where they are looked up, and begins with them.
    fn poll_keys(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Rejection>> {
        let mut this = self.project();
        let Step::LookUp(lookup) = this.step else {
            return Poll::Ready(Ok(()));
        };
        let (resolution, head) = &mut **lookup;
        let Poll::Ready(found) = Pin::new(resolution).poll(context) else {
            ready!(this.deadline.as_mut().poll(this.sleep, context));
            return Poll::Ready(Err(Rejection::KeyUnavailable {
                reason: "the lookup took too long".to_owned(),
                retry_after_secs: RETRY_AFTER_SECS,
            }));
        };
        let verification = this.verifier.begin_resolved(head, found)?;
        *this.step = Step::Read(verification);
        let timeout = this.verifier.read_timeout();
        this.deadline.set(Deadline::Unset(timeout));
        Poll::Ready(Ok(()))
    }
}

/// When a sender may come again whose keys could not be looked up in time.
const RETRY_AFTER_SECS: u64 = 10;

/// Chunks read in one poll; a body of the default limit has fewer than that.
const CHUNKS_AT_ONCE: u32 = 256;

impl<F: Future<Output = ()>> Deadline<F> {
    pub(crate) fn poll(
        mut self: Pin<&mut Self>,
        sleep: &impl Fn(Duration) -> F,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        if let DeadlineState::Unset(duration) = self.as_mut().project() {
            let timer = sleep(*duration);
            self.set(Self::Set(timer));
        }
        match self.project() {
            DeadlineState::Set(timer) => timer.poll(context),
            DeadlineState::Unset(_) => Poll::Pending,
        }
    }
}

impl<C, S, F> std::fmt::Debug for Receiving<C, S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiving")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
