//! A request's data as the stream of chunks that the core reads.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hookseal_core::Rejection;
use rocket::data::{ByteUnit, Data, DataStream};
use rocket::futures::Stream;
use rocket::request::Request;
use tokio::io::AsyncReadExt as _;

/// The data of a request, in chunks as they arrive.
///
/// Rocket's own limits do not apply: they cut data off, and what is cut off must not be
/// verified. The verifier has a limit of its own, which refuses.
pub(crate) struct DataChunks<'r> {
    stream: DataStream<'r>,
    buffer: BytesMut,
    /// How many bytes are still to come, if the head says so.
    left: Option<usize>,
    is_cut_off: bool,
}

impl<'r> DataChunks<'r> {
    pub(crate) async fn new(request: &Request<'_>, mut data: Data<'r>) -> Self {
        // Rocket looks at these bytes before it routes, and forgets an error that it meets. What
        // it has seen then looks like all of the data.
        let is_cut_off = !data.peek_complete() && data.peek(PEEKED).await.len() < PEEKED;
        let announced = request.headers().get_one("content-length");
        let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
        // One byte more, so that the end is found without room for another chunk.
        let room = announced.map_or(CHUNK, |length| length.saturating_add(1).min(CHUNK));
        Self {
            stream: data.open(ByteUnit::max_value()),
            buffer: BytesMut::with_capacity(room),
            left: announced,
            is_cut_off,
        }
    }
}

impl Stream for DataChunks<'_> {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let incomplete = Some(Err(Rejection::BodyIncomplete));
        if this.is_cut_off {
            return Poll::Ready(incomplete);
        }
        if this.buffer.capacity() == 0 {
            this.buffer.reserve(CHUNK);
        }
        let read = ready!(pin!(this.stream.read_buf(&mut this.buffer)).poll(context));
        Poll::Ready(match read {
            Ok(0) => incomplete.filter(|_| this.left.is_some_and(|left| left > 0)),
            Ok(length) => {
                this.left = this.left.map(|left| left.saturating_sub(length));
                Some(Ok(this.buffer.split().freeze()))
            }
            Err(_) => incomplete,
        })
    }
}

/// Rocket looks for a form's field `_method`, which is as long as this at most, in bytes.
const PEEKED: usize = "_method=delete".len();

/// The room for what is read at once, in bytes.
const CHUNK: usize = 16 * 1024;
