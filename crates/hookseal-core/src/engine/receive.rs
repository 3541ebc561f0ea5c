//! Receiving a request up to its verdict: the one state machine that every adapter polls.
//!
//! It belongs to no runtime: an adapter gives it a stream of chunks and a way to
//! sleep, shows it the head whenever it polls, and maps what comes out.
//!
//! A refusal is decided as early as can be, and given out only once the client has sent what
//! it still owes, within bounds: see [`limits`](crate::limits).

mod budget;
mod chunks;
mod deadline;
mod drain;
mod refusing;
mod with_head;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

pub(crate) use self::budget::Budget;
use self::budget::Share;
use self::chunks::{Chunks, Read};
use self::deadline::Deadline;
use self::drain::{owes_more_than, poll_drained, waits_to_send};
pub use self::refusing::Refusing;
pub use self::with_head::WithHead;
use crate::engine::verifier::{Awaiting, LookUp, Resolved};
use crate::engine::{Outcome, Verification, Verifier};
use crate::handshake::AnsweredHandshake;
use crate::limits::{CHUNKS_AT_ONCE, DRAIN_BYTES, DRAIN_TIME, DRAIN_TIME_OF_THE_SLOW};
use crate::request::RequestHead;
use crate::resolver::{ReadyKeys, Resolution, Unresolved};
use crate::trace::Untraced;
use crate::verdict::Rejection;

impl Verifier {
    /// Verifies a request whose body is `chunks`, within the
    /// [`read_timeout`](Verifier::read_timeout) that `sleep` keeps. Where keys have to be
    /// looked up, that comes first, or right after the body if only the body names them.
    ///
    /// Nothing happens before the first poll. An adapter whose future owns the request passes
    /// its head to [`Receiving::poll_received`]; if you can borrow the head, await
    /// [`Receiving::with_head`]. `sleep` is only called when there is something to wait for,
    /// or when the body arrives in more chunks than are read at once. An error instead of a
    /// chunk becomes the reason for the refusal, such as [`Rejection::BodyIncomplete`].
    ///
    /// ```
    /// # use hookseal_core::{Algorithm, Secret};
    /// # use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
    /// # use hookseal_core::signing::Delivery;
    /// # use hookseal_core::Verifier;
    /// # use hookseal_core::signing::Signer;
    /// # const ACME: Scheme = Scheme::new(
    /// #     "acme",
    /// #     Algorithm::HmacSha256,
    /// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// # );
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let secret = || Secret::new("6f1d9a52c3e84b70a1f5");
    /// # let verifier = Verifier::new(ACME, secret()?)?;
    /// # let head = Signer::new(ACME, secret()?)?.sign(&Delivery::new("{}"))?;
    /// let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>("{}".into())]);
    /// let receiving = verifier.receive(chunks, tokio::time::sleep);
    /// let outcome = receiving.with_head(&head).await?;
    /// assert_eq!(outcome.event().ok_or("a handshake")?.bytes(), "{}");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn receive<C, S, F, E>(&self, chunks: C, sleep: S) -> Receiving<C, S, F>
    where
        C: Stream<Item = Result<Bytes, E>>,
        E: Into<Rejection>,
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        Receiving {
            chunks: Chunks::new(chunks),
            deadline: Deadline::new(sleep, self.read_timeout()),
            step: Step::Begin,
            continued: false,
            share: Share::default(),
            verifier: self.clone(),
        }
    }
}

/// A request that is being received. Made by [`Verifier::receive`].
///
/// It holds no head: anyone who polls it has the request, and shows its head, so that nothing
/// of it is copied while keys are waited for.
#[pin_project]
#[must_use = "nothing is received unless it is polled"]
pub struct Receiving<C, S, F> {
    #[pin]
    chunks: Chunks<C>,
    /// Of the lookup, of the body, or of what is thrown away of it.
    #[pin]
    deadline: Deadline<S, F>,
    step: Step,
    /// Whether the client has been asked for its body.
    continued: bool,
    /// Of what all unverified bodies may hold together.
    share: Share,
    verifier: Verifier,
}

enum Step {
    /// Nothing has been done.
    Begin,
    /// The body is being read, to learn from it which keys to look up.
    Gather(Box<Verification>),
    /// The keys are being looked up.
    LookUp {
        awaiting: Awaiting,
        /// The body, if it has named the keys.
        body: Option<Bytes>,
    },
    /// The body is being waited for; one that is there never comes here. In a box, since it
    /// is large, and frameworks move futures about and put them into boxes of their own.
    Read(Box<Verification>),
    /// It is refused, or a handshake that is answered from its head. What the client still
    /// sends is read and thrown away, this many bytes at most.
    Drain {
        ended: Ended,
        left: usize,
    },
    Done,
}

/// A request that needs no more of its body: refused, or an answered handshake.
type Ended = Result<Box<AnsweredHandshake>, Rejection>;

/// It as the verdict, whose connection ends if some of its body was left unread.
fn verdict(ended: Ended, is_unread: bool) -> Result<Outcome, Rejection> {
    match ended {
        Ok(answered) if is_unread => Ok(Outcome::Handshake(Box::new(answered.closing()))),
        Ok(answered) => Ok(Outcome::Handshake(answered)),
        Err(refused) if is_unread => Err(refused.with_unread_body()),
        Err(refused) => Err(refused),
    }
}

impl<C, S, F> Receiving<C, S, F> {
    /// For servers that have sent `100 Continue` by themselves, as actix-web does: a body is
    /// on its way, whatever the head expects.
    ///
    /// Otherwise a client that waits for it (`Expect: 100-continue`) and is refused from its
    /// head is answered at once, without being made to send its body, and its connection ends.
    pub const fn continued(mut self) -> Self {
        self.continued = true;
        self
    }
}

impl<C, S, F, E> Receiving<C, S, F>
where
    C: Stream<Item = Result<Bytes, E>>,
    E: Into<Rejection>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    /// Goes on as far as it can. `head` is the request's, the same whenever this is polled.
    ///
    /// A request that the head alone disqualifies is refused at the first poll. None of its
    /// body is kept or hashed; but while the client sends it, the refusal is held back,
    /// within the bounds of [`limits`](crate::limits). After completion it stays pending.
    ///
    /// # Errors
    ///
    /// Why the request is refused, which is logged when it is decided.
    pub fn poll_received(
        mut self: Pin<&mut Self>,
        head: &dyn RequestHead,
        context: &mut Context<'_>,
    ) -> Poll<Result<Outcome, Rejection>> {
        if matches!(self.step, Step::Drain { .. }) {
            return self.poll_ended(context);
        }
        let ended = match self.as_mut().poll_verdict(head, context) {
            Poll::Ready(Ok(Outcome::Event(verified))) => {
                let this = self.project();
                *this.step = Step::Done;
                *this.share = Share::default();
                return Poll::Ready(Ok(Outcome::Event(verified)));
            }
            Poll::Ready(Ok(Outcome::Handshake(answered))) => Ok(answered),
            Poll::Ready(Err(refused)) => Err(refused),
            Poll::Pending => match self.as_mut().cover_held() {
                Ok(()) => return Poll::Pending,
                Err(refused) => Err(refused),
            },
        };
        self.end(ended, head, context)
    }

    /// Counts the bytes held while waiting for more against the budget of all bodies.
    fn cover_held(self: Pin<&mut Self>) -> Result<(), Rejection> {
        let this = self.project();
        let held = match this.step {
            Step::LookUp { body, .. } => body.as_ref().map_or(0, Bytes::len),
            Step::Gather(verification) | Step::Read(verification) => verification.held(),
            Step::Begin | Step::Drain { .. } | Step::Done => 0,
        };
        let (budget, provider) = (this.verifier.budget(), this.verifier.provider());
        this.share.cover(held, budget, provider)
    }

    /// From here on it needs no more of its body. What was held of that is freed.
    fn end(
        self: Pin<&mut Self>,
        ended: Ended,
        head: &dyn RequestHead,
        context: &mut Context<'_>,
    ) -> Poll<Result<Outcome, Rejection>> {
        let mut this = self.project();
        *this.step = Step::Done;
        *this.share = Share::default();
        match &ended {
            Ok(answered) => this.verifier.log_handshake(answered),
            Err(refused) => this.verifier.log(refused),
        }
        if this.chunks.read() == Read::Wholly {
            return Poll::Ready(verdict(ended, false));
        }
        let most = DRAIN_BYTES.max(this.verifier.body_limit());
        if this.chunks.read() == Read::Nothing
            && (owes_more_than(most, head) || !*this.continued && waits_to_send(head))
        {
            return Poll::Ready(verdict(ended, true));
        }
        let time = match ended {
            Err(Rejection::BodyTimeout) => DRAIN_TIME_OF_THE_SLOW,
            _ => DRAIN_TIME,
        };
        let time = time.min(this.verifier.read_timeout());
        this.deadline.as_mut().renew(time);
        let mut left = most;
        // Mostly all of it is there, and the refusal need not be moved about.
        match poll_drained(this.chunks, this.deadline, context, &mut left) {
            Poll::Ready(drained) => Poll::Ready(verdict(ended, !drained)),
            Poll::Pending => {
                *this.step = Step::Drain { ended, left };
                Poll::Pending
            }
        }
    }

    /// Goes on with what the client still sends of a body that is not needed.
    fn poll_ended(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<Outcome, Rejection>> {
        let this = self.project();
        let Step::Drain { left, .. } = this.step else {
            return Poll::Pending; // it is what was matched
        };
        let drained = ready!(poll_drained(this.chunks, this.deadline, context, left));
        match std::mem::replace(this.step, Step::Done) {
            Step::Drain { ended, .. } => Poll::Ready(verdict(ended, !drained)),
            _ => Poll::Pending,
        }
    }

    fn poll_verdict(
        mut self: Pin<&mut Self>,
        head: &dyn RequestHead,
        context: &mut Context<'_>,
    ) -> Poll<Result<Outcome, Rejection>> {
        self.as_mut().choose(head)?;
        loop {
            let mut this = self.as_mut().project();
            match this.step {
                Step::Begin => match this.verifier.look_up(head)? {
                    LookUp::NotNeeded => return self.poll_at_hand(head, context),
                    LookUp::Answered(answered) => {
                        return Poll::Ready(Ok(Outcome::Handshake(answered)));
                    }
                    LookUp::Begun(awaiting) => self.as_mut().look_up(awaiting, None),
                    LookUp::AfterBody(opened) => *this.step = Step::Gather(opened),
                },
                Step::Gather(opened) => {
                    let take = |chunk: Bytes| opened.keep(chunk);
                    ready!(poll_body(this.chunks, this.deadline, context, take))?;
                    let Step::Gather(mut opened) = std::mem::replace(this.step, Step::Done) else {
                        return Poll::Pending; // it is what was matched
                    };
                    let body = opened.take_body()?;
                    let awaiting = this.verifier.look_up_named_in(head, &body, opened)?;
                    self.as_mut().look_up(awaiting, Some(body));
                }
                Step::LookUp { awaiting, body } => {
                    let deadline = this.deadline.as_mut();
                    let found = ready!(poll_keys(&mut awaiting.resolution, deadline, context));
                    let opened = awaiting.opened.take();
                    let verification = match this.verifier.resolved(head, found, opened)? {
                        Resolved::Reading(verification) => verification,
                        Resolved::Handshake(answered) => {
                            return Poll::Ready(Ok(Outcome::Handshake(answered)));
                        }
                    };
                    if let Some(body) = body.take() {
                        return Poll::Ready(verification.finish_with(body, Untraced));
                    }
                    this.deadline.renew(this.verifier.read_timeout());
                    *this.step = Step::Read(verification);
                }
                Step::Read(verification) => {
                    let take = |chunk| verification.update(chunk);
                    ready!(poll_body(this.chunks, this.deadline, context, take))?;
                    return match std::mem::replace(this.step, Step::Done) {
                        Step::Read(verification) => Poll::Ready(verification.finish()),
                        _ => Poll::Pending, // it is what was matched
                    };
                }
                Step::Drain { .. } | Step::Done => return Poll::Pending, // polled after its end
            }
        }
    }

    /// Of a verifier for several senders, goes on with the one whose request it is.
    #[inline]
    fn choose(self: Pin<&mut Self>, head: &dyn RequestHead) -> Result<(), Rejection> {
        let this = self.project();
        let Some(member) = this.verifier.member(head)?.cloned() else {
            return Ok(());
        };
        this.deadline.renew(member.read_timeout());
        *this.verifier = member;
        Ok(())
    }

    /// The usual case, in which the keys are known. The state of the request is large, so it
    /// stays where it was built, unless the body has to be waited for.
    fn poll_at_hand(
        self: Pin<&mut Self>,
        head: &dyn RequestHead,
        context: &mut Context<'_>,
    ) -> Poll<Result<Outcome, Rejection>> {
        let this = self.project();
        let mut verification = Verification::new(this.verifier.clone(), this.verifier.ring()?);
        if let Some(answered) = verification.enter(this.verifier, head, Untraced)? {
            return Poll::Ready(Ok(Outcome::Handshake(Box::new(answered))));
        }
        let take = |chunk| verification.update(chunk);
        if poll_body(this.chunks, this.deadline, context, take)?.is_pending() {
            *this.step = Step::Read(Box::new(verification));
            return Poll::Pending;
        }
        Poll::Ready(verification.finish())
    }

    /// Waits for keys from here on.
    fn look_up(self: Pin<&mut Self>, awaiting: Awaiting, body: Option<Bytes>) {
        let this = self.project();
        this.deadline.renew(this.verifier.lookup_timeout());
        *this.step = Step::LookUp { awaiting, body };
    }
}

/// Reads the body to its end, within the time that it has.
fn poll_body<C, S, F, E>(
    mut chunks: Pin<&mut Chunks<C>>,
    deadline: Pin<&mut Deadline<S, F>>,
    context: &mut Context<'_>,
    mut take: impl FnMut(Bytes) -> Result<(), Rejection>,
) -> Poll<Result<(), Rejection>>
where
    C: Stream<Item = Result<Bytes, E>>,
    E: Into<Rejection>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    let too_late = |()| Err(Rejection::BodyTimeout);
    for _ in 0..CHUNKS_AT_ONCE {
        match chunks.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(chunk))) => take(chunk)?,
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error.into())),
            Poll::Ready(None) => return Poll::Ready(Ok(())),
            Poll::Pending => return deadline.poll(context).map(too_late),
        }
    }
    // A sender of endless (even empty) chunks must starve neither the other tasks
    // nor the deadline.
    context.waker().wake_by_ref();
    deadline.poll(context).map(too_late)
}

/// Waits for the keys, within the time that their lookup has.
fn poll_keys<S, F>(
    resolution: &mut Resolution,
    deadline: Pin<&mut Deadline<S, F>>,
    context: &mut Context<'_>,
) -> Poll<Result<ReadyKeys, Unresolved>>
where
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    if let Poll::Ready(found) = Pin::new(resolution).poll(context) {
        return Poll::Ready(found);
    }
    let too_late = |()| Err(Unresolved::unavailable("the lookup took too long"));
    deadline.poll(context).map(too_late)
}

impl<C, S, F> fmt::Debug for Receiving<C, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiving")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
