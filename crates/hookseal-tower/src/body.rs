//! A body's data frames as the stream of chunks that the core reads.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use http_body::Body;
use pin_project::pin_project;

/// The data frames of an [`http_body::Body`], in order. Trailers are not signed by
/// any scheme here, so they end with the body and reach nobody.
#[derive(Debug)]
#[pin_project]
pub struct BodyChunks<B>(#[pin] B);

impl<B: Body> BodyChunks<B> {
    /// The chunks of `body`.
    pub const fn new(body: B) -> Self {
        Self(body)
    }
}

impl<B: Body> Stream for BodyChunks<B> {
    type Item = Result<Bytes, B::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.project().0;
        loop {
            let frame = match ready!(body.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => frame,
            };
            if let Ok(mut data) = frame.into_data() {
                // Of `Bytes` this copies nothing.
                return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining()))));
            }
        }
    }
}
