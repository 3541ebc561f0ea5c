//! Refusing a request that no verifier receives.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

use super::chunks::Chunks;
use super::deadline::Deadline;
use super::drain::{owes_more_than, poll_drained, waits_to_send};
use crate::limits::{DRAIN_BYTES, DRAIN_TIME};
use crate::request::RequestHead;
use crate::verdict::Rejection;

impl Rejection {
    /// Holds this refusal back until the client has sent the request's body, which is thrown
    /// away, within the bounds of [`limits`](crate::limits); where it owes more, the connection
    /// ends. [`Receiving`](crate::adapter::Receiving) does so by itself: this is for requests that no
    /// verifier receives.
    ///
    /// ```
    /// # use hookseal_core::Rejection;
    /// # use hookseal_core::adapter::RequestHead;
    /// # use hookseal_core::signing::Delivery;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # async fn refuse(head: &dyn RequestHead) {
    /// let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>("{}".into())]);
    /// let refused = Rejection::no_verifier("put the verifying layer around this one");
    /// let refused = refused.after_body(head, chunks, tokio::time::sleep).await;
    /// assert!(!refused.answer().closes_connection());
    /// # }
    /// # }
    /// ```
    pub fn after_body<C, S, F, E>(
        self,
        head: &dyn RequestHead,
        chunks: C,
        sleep: S,
    ) -> Refusing<C, S, F>
    where
        C: Stream<Item = Result<Bytes, E>>,
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let refused = match self {
            Self::UnreadBody { cause } => *cause,
            refused => refused,
        };
        Refusing {
            chunks: Chunks::new(chunks),
            deadline: Deadline::new(sleep, DRAIN_TIME),
            refused: Some(refused),
            left: DRAIN_BYTES,
            waits: waits_to_send(head),
            owes_too_much: owes_more_than(DRAIN_BYTES, head),
        }
    }
}

/// The future of [`Rejection::after_body`].
#[pin_project]
#[must_use = "futures do nothing unless polled"]
pub struct Refusing<C, S, F> {
    #[pin]
    chunks: Chunks<C>,
    #[pin]
    deadline: Deadline<S, F>,
    /// Taken at its end.
    refused: Option<Rejection>,
    /// How much of the body is read at most.
    left: usize,
    /// Whether the client sends nothing before it is asked to.
    waits: bool,
    owes_too_much: bool,
}

impl<C, S, F> Refusing<C, S, F> {
    /// As [`Receiving::continued`](crate::adapter::Receiving::continued).
    pub const fn continued(mut self) -> Self {
        self.waits = false;
        self
    }
}

impl<C, S, F, E> Future for Refusing<C, S, F>
where
    C: Stream<Item = Result<Bytes, E>>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    type Output = Rejection;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Rejection> {
        let this = self.project();
        if this.refused.is_none() {
            return Poll::Pending; // polled after its end
        }
        let drained = !*this.waits
            && !*this.owes_too_much
            && ready!(poll_drained(this.chunks, this.deadline, context, this.left));
        match this.refused.take() {
            Some(refused) if drained => Poll::Ready(refused),
            Some(refused) => Poll::Ready(refused.with_unread_body()),
            None => Poll::Pending,
        }
    }
}

impl<C, S, F> fmt::Debug for Refusing<C, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusing")
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
