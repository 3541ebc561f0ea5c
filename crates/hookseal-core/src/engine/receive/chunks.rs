//! A body's chunks, with how far they have been read.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use pin_project::pin_project;

/// The chunks of a request's body.
#[pin_project]
pub(super) struct Chunks<C> {
    #[pin]
    chunks: C,
    read: Read,
}

/// How far a body has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// Not requested yet: a client that waits for `100 Continue` still waits.
    Nothing,
    Partly,
    /// To its end, or to the error in its place.
    Wholly,
}

impl<C> Chunks<C> {
    pub(super) const fn new(chunks: C) -> Self {
        Self {
            chunks,
            read: Read::Nothing,
        }
    }

    pub(super) const fn read(&self) -> Read {
        self.read
    }
}

impl<C, E> Chunks<C>
where
    C: Stream<Item = Result<Bytes, E>>,
{
    /// The next chunk: an error is that of the body, and what was read before is not it.
    #[inline]
    pub(super) fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, E>>> {
        let this = self.project();
        let polled = this.chunks.poll_next(context);
        *this.read = match &polled {
            Poll::Ready(None | Some(Err(_))) => Read::Wholly,
            Poll::Ready(Some(Ok(_))) | Poll::Pending => Read::Partly,
        };
        polled
    }
}
