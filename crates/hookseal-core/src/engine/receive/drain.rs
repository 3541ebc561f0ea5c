//! The rest of a refused body: read and thrown away, where that is of use.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::chunks::Chunks;
use super::deadline::Deadline;
use crate::limits::CHUNKS_AT_ONCE;
use crate::request::RequestHead;

/// Reads what the client still sends of a refused body, and throws it away: whether to its end.
pub(super) fn poll_drained<C, S, F, E>(
    mut chunks: Pin<&mut Chunks<C>>,
    deadline: Pin<&mut Deadline<S, F>>,
    context: &mut Context<'_>,
    left: &mut usize,
) -> Poll<bool>
where
    C: Stream<Item = Result<Bytes, E>>,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    let too_late = |()| false;
    for _ in 0..CHUNKS_AT_ONCE {
        match chunks.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(chunk))) => match left.checked_sub(chunk.len()) {
                Some(rest) => *left = rest,
                None => return Poll::Ready(false),
            },
            Poll::Ready(Some(Err(_))) => return Poll::Ready(false),
            Poll::Ready(None) => return Poll::Ready(true),
            Poll::Pending => return deadline.poll(context).map(too_late),
        }
    }
    context.waker().wake_by_ref();
    deadline.poll(context).map(too_late)
}

/// Whether the client sends its body only once it is asked to (RFC 9110, section 10.1.1).
pub(super) fn waits_to_send(head: &dyn RequestHead) -> bool {
    let expected = head.header("expect", 0);
    expected.is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue"))
}

/// Whether the body is announced to be longer than this.
pub(super) fn owes_more_than(most: usize, head: &dyn RequestHead) -> bool {
    // The server has refused contradicting lengths.
    let length = head.header("content-length", 0);
    let length = length.and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
    length.is_some_and(|length: u64| usize::try_from(length).map_or(true, |owed| owed > most))
}
