//! Receiving a request whose head can be borrowed for the whole time.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

use super::Receiving;
use crate::engine::Outcome;
use crate::request::RequestHead;
use crate::verdict::Rejection;

/// The future of [`Receiving::with_head`].
#[pin_project]
#[must_use = "futures do nothing unless polled"]
pub struct WithHead<H, C, S, F> {
    head: H,
    #[pin]
    receiving: Receiving<C, S, F>,
}

impl<C, S, F> Receiving<C, S, F> {
    /// The verdict on the request with this head, owned or borrowed.
    pub const fn with_head<H: RequestHead>(self, head: H) -> WithHead<H, C, S, F> {
        WithHead {
            head,
            receiving: self,
        }
    }
}

impl<H, C, S, F, E> Future for WithHead<H, C, S, F>
where
    H: RequestHead,
    C: Stream<Item = Result<Bytes, E>>,
    E: Into<Rejection>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    type Output = Result<Outcome, Rejection>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.receiving.poll_received(this.head, context)
    }
}

impl<H, C, S, F> fmt::Debug for WithHead<H, C, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.receiving.fmt(f)
    }
}
