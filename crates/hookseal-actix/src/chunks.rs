//! An actix payload as the stream of chunks that the core reads.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::{Payload, RequestHead};
use actix_web::error::PayloadError;
use actix_web::http::Version;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::Bytes;
use futures_core::Stream;
use hookseal_core::Rejection;
use pin_project::pin_project;

/// The chunks of a request's payload, in order.
#[pin_project]
pub struct PayloadChunks {
    #[pin]
    payload: Payload,
    /// Whether the payload has already been taken.
    is_gone: bool,
}

impl PayloadChunks {
    /// The chunks of what is left of the payload of a request with this head.
    ///
    /// If an extractor or middleware has already taken it, the chunks are one error.
    #[must_use]
    pub fn new(payload: Payload, head: &RequestHead) -> Self {
        // actix leaves `None` where a payload was, and has it for bodies that do not exist. The
        // core sees by itself where one of an announced length is missing.
        let is_gone = matches!(payload, Payload::None) && has_body_of_unknown_length(head);
        Self { payload, is_gone }
    }
}

/// Whether the request came with a payload of which the head does not say how long it is.
/// HTTP/2 has one always, if only an empty one.
fn has_body_of_unknown_length(head: &RequestHead) -> bool {
    let headers = &head.headers;
    headers.contains_key(TRANSFER_ENCODING)
        || head.version == Version::HTTP_2 && !headers.contains_key(CONTENT_LENGTH)
}

impl Stream for PayloadChunks {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        if *this.is_gone {
            let gone = Rejection::Misconfigured { reason: GONE };
            return Poll::Ready(Some(Err(gone.with_unread_body())));
        }
        let polled = this.payload.poll_next(context);
        polled.map(|chunk| chunk.map(|chunk| chunk.map_err(|error| refused(&error))))
    }
}

fn refused(error: &PayloadError) -> Rejection {
    match error {
        // What is left of it is not read.
        PayloadError::Overflow => Rejection::BodyTooLargeOutside.with_unread_body(),
        _ => Rejection::BodyIncomplete,
    }
}

impl std::fmt::Debug for PayloadChunks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PayloadChunks").finish_non_exhaustive()
    }
}

const GONE: &str = "an extractor or middleware has read the body before it could be verified; let `Webhook` be the only extractor that reads it, or put a `WebhookLayer` around both";
