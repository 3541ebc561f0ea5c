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

use crate::body::Gathered;
use crate::resolver::Resolution;
use crate::verifier::LookUp;
use crate::{KeptHead, Rejection, RequestHead, Verification, VerifiedBody, Verifier};

impl Verifier {
    /// Verifies a request whose body is `chunks`, within the
    /// [`read_timeout`](Verifier::read_timeout) that `sleep` keeps. Where keys have to be
    /// looked up, that comes first; or right after the body, where only that names them.
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
            Step::Gather(_) | Step::Read(_) | Step::Done => self.read_timeout(),
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
        let mut resolution = match self.look_up(head)? {
            LookUp::NotNeeded => return Ok(Step::Read(self.begin(head)?)),
            LookUp::AfterBody(body) => {
                let head = keep(head)?;
                return Ok(Step::Gather(Box::new(Gathering { head, body })));
            }
            LookUp::Begun(resolution) => resolution,
        };
        // Keys that are at hand come at once; the head need not be kept for them. Where
        // they do not, the first poll of the future leaves the right waker.
        let mut at_once = Context::from_waker(Waker::noop());
        if let Poll::Ready(found) = Pin::new(&mut resolution).poll(&mut at_once) {
            return Ok(Step::Read(self.begin_resolved(head, found)?));
        }
        Ok(Step::LookUp(Box::new(LookingUp {
            resolution,
            head: keep(head)?,
            body: None,
        })))
    }
}

fn keep(head: &dyn RequestHead) -> Result<KeptHead, Rejection> {
    head.keep().ok_or(Rejection::Misconfigured {
        reason: "keys have to be waited for, but the adapter's head cannot be kept; implement `RequestHead::keep`",
    })
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
    /// The body is being read, to learn from it which keys to look up.
    Gather(Box<Gathering>),
    /// The keys are being looked up.
    LookUp(Box<LookingUp>),
    /// The body is being read, or is there.
    Read(Verification),
    Done,
}

/// A body that comes before its keys.
struct Gathering {
    head: KeptHead,
    body: Gathered,
}

/// A lookup that has to be waited for; the head is kept for when the keys are there.
struct LookingUp {
    resolution: Resolution,
    head: KeptHead,
    /// The body, if it has named the keys.
    body: Option<Bytes>,
}

impl Step {
    /// The next piece of the body.
    fn take(&mut self, chunk: Bytes) -> Result<(), Rejection> {
        match self {
            Self::Read(verification) => verification.update(chunk),
            Self::Gather(gathering) => {
                gathering.body.make_way(chunk.len())?;
                gathering.body.push(chunk);
                Ok(())
            }
            Self::LookUp(_) | Self::Done => Ok(()), // no body is read then
        }
    }
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
        loop {
            match self.as_mut().project().step {
                Step::LookUp(_) => {
                    if let Some(verdict) = ready!(self.as_mut().poll_keys(context))? {
                        return Poll::Ready(Ok(verdict));
                    }
                }
                Step::Gather(_) | Step::Read(_) => {
                    ready!(self.as_mut().poll_body(context))?;
                    let mut this = self.as_mut().project();
                    match std::mem::replace(this.step, Step::Done) {
                        Step::Read(verification) => return Poll::Ready(verification.finish()),
                        Step::Gather(gathering) => {
                            let Gathering { head, mut body } = *gathering;
                            let body = body.take_all()?;
                            let resolution = this.verifier.look_up_named_by(&head, &body)?;
                            *this.step = Step::LookUp(Box::new(LookingUp {
                                resolution,
                                head,
                                body: Some(body),
                            }));
                            let timeout = this.verifier.lookup_timeout();
                            this.deadline.set(Deadline::Unset(timeout));
                        }
                        Step::LookUp(_) | Step::Done => {}
                    }
                }
                Step::Done => return Poll::Pending, // polled after completion
            }
        }
    }

    /// Reads the body to its end.
    fn poll_body(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Rejection>> {
        let mut this = self.project();
        for _ in 0..CHUNKS_AT_ONCE {
            match this.chunks.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => this.step.take(chunk)?,
                Poll::Ready(Some(Err(_))) => {
                    return Poll::Ready(Err(Rejection::BodyIncomplete));
                }
                Poll::Ready(None) => return Poll::Ready(Ok(())),
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

    /// Waits for the keys where they are looked up, and begins with them. Where the body is
    /// there already, that is the verdict.
    fn poll_keys(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<VerifiedBody>, Rejection>> {
        let mut this = self.project();
        let Step::LookUp(lookup) = this.step else {
            return Poll::Ready(Ok(None));
        };
        let Poll::Ready(found) = Pin::new(&mut lookup.resolution).poll(context) else {
            ready!(this.deadline.as_mut().poll(this.sleep, context));
            return Poll::Ready(Err(Rejection::KeyUnavailable {
                reason: "the lookup took too long".to_owned(),
                retry_after_secs: RETRY_AFTER_SECS,
            }));
        };
        let mut verification = this.verifier.begin_resolved(&lookup.head, found)?;
        if let Some(body) = lookup.body.take() {
            verification.update(body)?;
            return Poll::Ready(verification.finish().map(Some));
        }
        *this.step = Step::Read(verification);
        let timeout = this.verifier.read_timeout();
        this.deadline.set(Deadline::Unset(timeout));
        Poll::Ready(Ok(None))
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
