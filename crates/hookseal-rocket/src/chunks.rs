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
}

impl<'r> DataChunks<'r> {
    pub(crate) fn new(request: &Request<'_>, data: Data<'r>) -> Self {
        let announced = request.headers().get_one("content-length");
        let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
        // One byte more, so that the end is found without room for another chunk.
        let room = announced.map_or(CHUNK, |length| length.saturating_add(1).min(CHUNK));
        Self {
            stream: data.open(ByteUnit::max_value()),
            buffer: BytesMut::with_capacity(room),
        }
    }
}

impl Stream for DataChunks<'_> {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { stream, buffer } = self.get_mut();
        if buffer.capacity() == 0 {
            buffer.reserve(CHUNK);
        }
        let read = ready!(pin!(stream.read_buf(buffer)).poll(context));
        Poll::Ready(match read {
            Ok(0) => None,
            Ok(_) => Some(Ok(buffer.split().freeze())),
            Err(_) => Some(Err(Rejection::BodyIncomplete)),
        })
    }
}

/// The room for what is read at once, in bytes.
const CHUNK: usize = 16 * 1024;
