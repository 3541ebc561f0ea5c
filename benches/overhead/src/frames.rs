//! A body whose frames are all there, as the server would hand them over.

use std::cell::Cell;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::Stream;
use http_body::{Body, Frame, SizeHint};
use serde::{Deserialize, Serialize};

/// How a body is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Framing {
    #[serde(rename = "one frame")]
    One,
    #[serde(rename = "frames of 16 KiB")]
    Of16KiB,
}

impl Framing {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "one frame",
            Self::Of16KiB => "frames of 16 KiB",
        }
    }
}

/// The frames of one body; they share its memory.
#[derive(Debug)]
pub struct Frames {
    rest: Bytes,
    most: usize,
}

impl Frames {
    #[must_use]
    pub fn new(body: &Bytes, framing: Framing) -> Self {
        Self {
            rest: body.clone(),
            most: match framing {
                Framing::One => usize::MAX,
                Framing::Of16KiB => 16 * 1024,
            },
        }
    }

    /// The body, where it is there before the app is called.
    #[must_use]
    pub fn whole(self) -> Bytes {
        self.rest
    }

    /// The frames, where they have to be made into another type before the clock starts.
    pub fn all(mut self) -> impl Iterator<Item = Bytes> {
        std::iter::from_fn(move || self.next())
    }

    fn next(&mut self) -> Option<Bytes> {
        WATCH.with(|watch| watch.polled(self.rest.len() <= self.most));
        if self.rest.is_empty() {
            return None;
        }
        let frame = self.rest.split_to(self.most.min(self.rest.len()));
        Some(frame)
    }
}

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.next().map(Frame::data).map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// As actix reads a body.
impl Stream for Frames {
    type Item = Result<Bytes, actix_web::error::PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.next().map(Ok))
    }
}

thread_local! {
    static WATCH: Watch = const { Watch {
        on: Cell::new(false),
        reads: Cell::new(0),
        last_frame: Cell::new(None),
    } };
}

/// What is watched of the bodies that this thread reads.
struct Watch {
    on: Cell<bool>,
    reads: Cell<usize>,
    last_frame: Cell<Option<Instant>>,
}

impl Watch {
    fn polled(&self, last: bool) {
        if !self.on.get() {
            return;
        }
        self.reads.set(self.reads.get() + 1);
        if last && self.last_frame.get().is_none() {
            self.last_frame.set(Some(Instant::now()));
        }
    }
}

/// Watches the next body until [`unwatch`].
pub fn watch() {
    WATCH.with(|watch| {
        watch.on.set(true);
        watch.reads.set(0);
        watch.last_frame.set(None);
    });
}

/// How often a body was asked for frames since [`watch`].
#[must_use]
pub fn unwatch() -> usize {
    WATCH.with(|watch| {
        watch.on.set(false);
        watch.reads.get()
    })
}

/// How long ago the last frame was handed over.
#[must_use]
pub fn since_last_frame() -> Option<Duration> {
    WATCH.with(|watch| watch.last_frame.get().map(|at| at.elapsed()))
}
