//! The signed message: a list of parts, joined without anything between them.

use std::borrow::Cow;

use super::HeaderName;

/// One part of the message that is signed.
///
/// ```
/// use std::borrow::Cow;
/// use hookseal_core::scheme::Part;
///
/// // `{timestamp}.{body}`
/// const MESSAGE: &[Part] = &[Part::Timestamp, Part::Literal(Cow::Borrowed(b".")), Part::Body];
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The request body, byte for byte as received.
    Body,
    /// The event id, from where [`Scheme::with_event_id`](super::Scheme::with_event_id) finds it in the head.
    EventId,
    /// The value of a header that occurs exactly once.
    Header(HeaderName),
    /// Fixed bytes.
    Literal(Cow<'static, [u8]>),
    /// The request method in capitals.
    Method,
    /// The path of the request target, without the query.
    Path,
    /// The query of the request target, without the question mark; empty when there is none.
    Query,
    /// The request target: path and query as received.
    Target,
    /// The timestamp's text exactly as received, never a reprinted number.
    Timestamp,
    /// The public URL: the configured public base URL followed by the request target.
    ///
    /// The base comes from [`VerifierBuilder::public_url`](crate::VerifierBuilder::public_url),
    /// never from `Host` or `X-Forwarded-*`, which anyone can set.
    Url,
    /// Like [`Url`](Self::Url), but with the percent-escapes of these ASCII characters decoded
    /// once, in upper or lower case; all others stay as received.
    ///
    /// Targets that differ in nothing else then have one signature: the app still sees the
    /// target as it came, so nothing may depend on whether such a character was escaped.
    UrlDecoding(&'static str),
}

impl Part {
    /// Fixed text.
    #[must_use]
    pub const fn literal(text: &'static str) -> Self {
        Self::Literal(Cow::Borrowed(text.as_bytes()))
    }

    /// Whether it is the public URL, in whatever form.
    #[must_use]
    pub const fn is_url(&self) -> bool {
        matches!(self, Self::Url | Self::UrlDecoding(_))
    }
}
