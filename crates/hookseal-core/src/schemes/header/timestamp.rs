//! The place and the format of the signed timestamp, and how old it may be.

use std::borrow::Cow;
use std::time::Duration;

use crate::header_name::HeaderName;
use crate::time::TimestampFormat;

/// A sender's timestamp: its place, its format and the freshness it must have.
///
/// ```
/// use hookseal_core::scheme::{HeaderName, Timestamp, TimestampFormat};
///
/// const SLACK: Timestamp = Timestamp::header(
///     HeaderName::from_static("X-Slack-Request-Timestamp"),
///     TimestampFormat::Seconds,
/// );
/// // In Stripe's `t=…,v1=…` it is the pair named `t`.
/// const STRIPE: Timestamp = Timestamp::pair("t", TimestampFormat::Seconds);
/// // Linear writes it into the body, which it signs.
/// const LINEAR: Timestamp = Timestamp::json("/webhookTimestamp", TimestampFormat::Milliseconds);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp {
    pub(crate) place: TimestampPlace,
    pub(crate) format: TimestampFormat,
    pub(crate) freshness: Option<Freshness>,
}

/// The place of a timestamp: see [`Timestamp::place`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampPlace {
    /// The first entry of the list in the signature header.
    First,
    /// The value of this header.
    Header(HeaderName),
    /// The member of the JSON body at this pointer.
    Json(Cow<'static, str>),
    /// The pair of this name in the signature header.
    Pair(Cow<'static, str>),
}

/// How far a signed timestamp may lie from the verifier's clock; the bounds themselves pass.
///
/// Checked when the head arrives, or, if the timestamp is in the body, after the
/// signature, against the time at which the head arrived; in the timestamp's own unit:
/// whole seconds for [`TimestampFormat::Seconds`] and `TimestampFormat::HttpDate`, otherwise
/// milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The greatest age. Zero allows only the current unit of time.
    pub max_age: Duration,
    /// The furthest into the future, to allow for a sender's fast clock.
    pub max_future: Duration,
}

impl Default for Freshness {
    /// Five minutes into the past, one minute into the future.
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Freshness {
    const DEFAULT: Self = Self {
        max_age: Duration::from_secs(300),
        max_future: Duration::from_secs(60),
    };
}

/// Which setting of freshness a verifier uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FreshnessPolicy {
    /// The scheme's.
    #[default]
    OfScheme,
    /// The app's.
    Within(Freshness),
    /// The app has chosen not to check it.
    Unchecked,
}

impl FreshnessPolicy {
    /// The freshness for a scheme whose own one is `own`.
    pub(crate) const fn over(self, own: Option<Freshness>) -> Option<Freshness> {
        match self {
            Self::OfScheme => own,
            Self::Within(freshness) => Some(freshness),
            Self::Unchecked => None,
        }
    }
}

impl Timestamp {
    /// The timestamp is a header's value. Fresh for 5 minutes, 1 minute ahead.
    #[must_use]
    pub const fn header(header: HeaderName, format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::Header(header), format)
    }

    /// The timestamp is the pair `key` of a signature header built by
    /// [`SignatureField::pairs`](super::SignatureField::pairs).
    #[must_use]
    pub const fn pair(key: &'static str, format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::Pair(Cow::Borrowed(key)), format)
    }

    /// As [`pair`](Self::pair), for a name known at run time.
    #[must_use]
    pub fn pair_owned(key: impl Into<String>, format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::Pair(Cow::Owned(key.into())), format)
    }

    /// The timestamp is the first entry of a signature header built by
    /// [`SignatureField::list`](super::SignatureField::list).
    #[must_use]
    pub const fn first(format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::First, format)
    }

    /// The timestamp is a member of the JSON body, which the message must contain: a string,
    /// or a whole number. It is read once the signature has held. A body without it, or in
    /// which a member on the way to it occurs twice, is refused. A [`Signer`](crate::signing::Signer)
    /// writes none: the body of the [`Delivery`](crate::signing::Delivery) must have it.
    ///
    /// `pointer` is like a JSON pointer (RFC 6901), through objects alone and without escapes.
    #[must_use]
    pub const fn json(pointer: &'static str, format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::Json(Cow::Borrowed(pointer)), format)
    }

    /// As [`json`](Self::json), for a pointer known at run time.
    #[must_use]
    pub fn json_owned(pointer: impl Into<String>, format: TimestampFormat) -> Self {
        Self::with(TimestampPlace::Json(Cow::Owned(pointer.into())), format)
    }

    const fn with(place: TimestampPlace, format: TimestampFormat) -> Self {
        Self {
            place,
            format,
            freshness: Some(Freshness::DEFAULT),
        }
    }

    /// How far it may lie in the past and in the future.
    #[must_use]
    pub const fn with_tolerance(mut self, max_age: Duration, max_future: Duration) -> Self {
        self.freshness = Some(Freshness {
            max_age,
            max_future,
        });
        self
    }

    /// The same timestamp, written in another format.
    #[must_use]
    pub const fn with_format(mut self, format: TimestampFormat) -> Self {
        self.format = format;
        self
    }

    /// It is signed but senders may deliver at any time; a captured delivery
    /// can then be replayed for ever unless the app remembers event ids.
    #[must_use]
    pub const fn without_freshness(mut self) -> Self {
        self.freshness = None;
        self
    }

    /// Its place.
    #[must_use]
    pub const fn place(&self) -> &TimestampPlace {
        &self.place
    }

    /// How it is written.
    #[must_use]
    pub const fn format(&self) -> TimestampFormat {
        self.format
    }

    /// How far it may be in the past and in the future; `None` if it is not checked.
    #[must_use]
    pub const fn freshness(&self) -> Option<Freshness> {
        self.freshness
    }
}
