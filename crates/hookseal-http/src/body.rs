//! A body's data frames as the stream of chunks that the core reads.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use hookseal_core::Rejection;
use http_body::Body;
use http_body_util::LengthLimitError;
use pin_project::pin_project;

/// The data frames of an [`http_body::Body`], in order. Trailers are not signed by
/// any scheme here, so they end with the body and reach nobody.
///
/// A limit for bodies further out, such as tower-http's `RequestBodyLimitLayer`, ends in
/// [`Rejection::BodyTooLargeOutside`], any other error in [`Rejection::BodyIncomplete`].
#[derive(Debug)]
#[pin_project]
pub struct BodyChunks<B>(#[pin] B);

impl<B: Body> BodyChunks<B> {
    /// The chunks of `body`.
    pub const fn new(body: B) -> Self {
        Self(body)
    }
}

impl<B> Stream for BodyChunks<B>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, Rejection>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.project().0;
        loop {
            let frame = match ready!(body.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(body_rejection(&*error.into()))));
                }
                Some(Ok(frame)) => frame,
            };
            if let Ok(mut data) = frame.into_data() {
                // Of `Bytes` this copies nothing.
                return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining()))));
            }
        }
    }
}

/// The type into which every body's error can be converted.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The refusal of a request whose body ends in `error`, for adapters of frameworks whose
/// bodies are none of [`http_body`].
///
/// Where a [`LengthLimitError`] has caused it, that is [`Rejection::BodyTooLargeOutside`], and
/// else [`Rejection::BodyIncomplete`].
#[must_use]
pub fn body_rejection(error: &(dyn Error + 'static)) -> Rejection {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            // What is left of it is not read.
            return Rejection::BodyTooLargeOutside.with_unread_body();
        }
        cause = within(error);
    }
    Rejection::BodyIncomplete
}

/// The cause of `error`. An [`io::Error`] that was made of another leaves that out of its
/// sources.
fn within<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
    match wrapped {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
