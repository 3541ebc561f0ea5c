//! What a scheme is given when a request begins.

use std::sync::Arc;

use crate::key::{PreparedKey, PreparedKeys};
use crate::scheme::FreshnessPolicy;
use crate::scheme::read::{check_fresh, once, parse_timestamp};
use crate::{Freshness, HeaderName, Rejection, RequestHead, TimestampFormat, UnixTime};

/// A request whose head has arrived, the keys it may be signed with, and the time.
pub struct Incoming<'a> {
    pub(crate) head: &'a dyn RequestHead,
    pub(crate) keys: Option<&'a Arc<PreparedKeys>>,
    pub(crate) now: UnixTime,
    pub(crate) freshness: FreshnessPolicy,
    pub(crate) public_url: Option<&'a str>,
}

impl<'a> Incoming<'a> {
    /// The request's head.
    #[must_use]
    pub const fn head(&self) -> &'a dyn RequestHead {
        self.head
    }

    /// The keys that are valid now.
    pub fn keys(&self) -> impl Iterator<Item = &'a PreparedKey> + use<'a> {
        let now = self.now;
        let keys = self.keys.map_or(&[][..], |keys| keys.as_slice());
        keys.iter().filter(move |key| key.is_active(now))
    }

    /// Keys, time and freshness, for a check that learns only from the body what is to be
    /// judged by them. Copies no key.
    #[must_use]
    pub fn keep(&self) -> KeptIncoming {
        KeptIncoming {
            keys: self.keys.map(Arc::clone),
            now: self.now,
            freshness: self.freshness,
        }
    }

    /// The time at which the request is judged.
    #[must_use]
    pub const fn now(&self) -> UnixTime {
        self.now
    }

    /// Reads a timestamp that the signature covers, and judges its age: by `own`, which
    /// is the scheme's freshness, unless the app has chosen another.
    ///
    /// # Errors
    ///
    /// [`Rejection::MalformedTimestamp`], [`Rejection::Stale`] or [`Rejection::Future`].
    pub fn fresh_timestamp(
        &self,
        text: &[u8],
        format: TimestampFormat,
        own: Option<Freshness>,
    ) -> Result<UnixTime, Rejection> {
        fresh(text, format, self.freshness(own), self.now)
    }

    /// The freshness that a signed timestamp must have: `own`, which is the scheme's,
    /// unless the app has chosen another. `None` is not to judge it.
    #[must_use]
    pub const fn freshness(&self, own: Option<Freshness>) -> Option<Freshness> {
        self.freshness.over(own)
    }

    /// The public base URL from the configuration.
    #[must_use]
    pub const fn public_url(&self) -> Option<&'a str> {
        self.public_url
    }

    /// The value of a header that may occur once at most.
    ///
    /// # Errors
    ///
    /// [`Rejection::Ambiguous`] when it occurs again: neither line is to be trusted.
    pub fn only_header(&self, name: &HeaderName) -> Result<Option<&'a [u8]>, Rejection> {
        once(self.head, name)
    }
}

impl std::fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming")
            .field("method", &self.head.method())
            .field("keys", &self.keys.map_or(0, |keys| keys.as_slice().len()))
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

fn fresh(
    text: &[u8],
    format: TimestampFormat,
    freshness: Option<Freshness>,
    now: UnixTime,
) -> Result<UnixTime, Rejection> {
    let at = parse_timestamp(text, format).ok_or(Rejection::MalformedTimestamp)?;
    if let Some(freshness) = freshness {
        check_fresh(at, now, format, freshness)?;
    }
    Ok(at)
}

/// What of an [`Incoming`] can be kept until the body has come: see [`Incoming::keep`].
pub struct KeptIncoming {
    keys: Option<Arc<PreparedKeys>>,
    now: UnixTime,
    freshness: FreshnessPolicy,
}

impl KeptIncoming {
    /// As [`Incoming::keys`].
    pub fn keys(&self) -> impl Iterator<Item = &PreparedKey> {
        let keys = self.keys.as_ref().map_or(&[][..], |keys| keys.as_slice());
        keys.iter().filter(|key| key.is_active(self.now))
    }

    /// As [`Incoming::fresh_timestamp`], at the time at which the request began.
    ///
    /// # Errors
    ///
    /// [`Rejection::MalformedTimestamp`], [`Rejection::Stale`] or [`Rejection::Future`].
    pub fn fresh_timestamp(
        &self,
        text: &[u8],
        format: TimestampFormat,
        own: Option<Freshness>,
    ) -> Result<UnixTime, Rejection> {
        fresh(text, format, self.freshness.over(own), self.now)
    }
}

/// Shows no key.
impl std::fmt::Debug for KeptIncoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptIncoming")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
