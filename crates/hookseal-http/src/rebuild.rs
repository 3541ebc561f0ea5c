//! How verified bytes become a body again.

use bytes::Bytes;
use http_body_util::Full;

/// Makes the body that the inner service gets.
pub trait Rebuild<B> {
    /// That body's type.
    type Body;

    /// A body of exactly these bytes.
    fn rebuild(bytes: Bytes) -> Self::Body;
}

/// The inner service gets the type of body that came, which must be `From<Bytes>`.
#[derive(Clone, Copy, Debug)]
pub struct SameBody;

impl<B: From<Bytes>> Rebuild<B> for SameBody {
    type Body = B;

    fn rebuild(bytes: Bytes) -> B {
        B::from(bytes)
    }
}

/// The inner service gets a [`Full<Bytes>`], whatever came.
#[derive(Clone, Copy, Debug)]
pub struct FullBody;

impl<B> Rebuild<B> for FullBody {
    type Body = Full<Bytes>;

    fn rebuild(bytes: Bytes) -> Full<Bytes> {
        Full::new(bytes)
    }
}
