//! An ntex payload as the stream of chunks that the core reads, and verified bytes as a payload.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hookseal_core::Rejection;
use ntex::http::error::PayloadError;
use ntex::http::header::TRANSFER_ENCODING;
use ntex::http::{Payload, RequestHead};

/// The chunks of a request's payload, in order.
pub(crate) struct PayloadChunks {
    payload: Payload,
    /// Whether the payload has already been taken.
    is_gone: bool,
}

impl PayloadChunks {
    /// The chunks of what is left of the payload of a request with this head.
    ///
    /// If an extractor or middleware has already taken it, the chunks are one error.
    pub(crate) fn new(payload: Payload, head: &RequestHead) -> Self {
        // ntex leaves `None` where a payload was, and has it for bodies that do not exist. The
        // core sees by itself where one of an announced length is missing.
        let is_gone =
            matches!(payload, Payload::None) && head.headers.contains_key(TRANSFER_ENCODING);
        Self { payload, is_gone }
    }
}

impl Stream for PayloadChunks {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_gone {
            let gone = Rejection::Misconfigured { reason: GONE };
            return Poll::Ready(Some(Err(gone.with_unread_body())));
        }
        let polled = self.payload.poll_recv(context);
        // It changes hands without a copy.
        polled.map(|chunk| chunk.map(|chunk| chunk.map(Bytes::from_owner).map_err(|e| refused(&e))))
    }
}

fn refused(error: &PayloadError) -> Rejection {
    match error {
        // What is left of it is not read.
        PayloadError::Overflow => Rejection::BodyTooLargeOutside.with_unread_body(),
        _ => Rejection::BodyIncomplete,
    }
}

/// The payload of a verified request. ntex's bytes can only be copied from others; those that
/// nobody reads are not.
pub(crate) fn payload(verified: Bytes) -> Payload {
    Payload::from_stream(Verified(Some(verified)))
}

struct Verified(Option<Bytes>);

impl Stream for Verified {
    type Item = Result<ntex::util::Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let bytes = self.0.take().filter(|bytes| !bytes.is_empty());
        Poll::Ready(bytes.map(|bytes| Ok(ntex::util::Bytes::copy_from_slice(&bytes))))
    }
}

const GONE: &str = "an extractor or middleware has read the body before it could be verified; let `VerifyWebhook` be the only extractor that reads it, or put a `WebhookLayer` around all of them and take `Webhook`";
