//! What a scheme is given when a request begins.

use std::cell::OnceCell;

use crate::key::PreparedKey;
use crate::scheme::FreshnessPolicy;
use crate::scheme::read::{check_fresh, once, parse_timestamp};
use crate::{Clock, Freshness, HeaderName, Rejection, RequestHead, TimestampFormat, UnixTime};

/// A request whose head has arrived, the keys it may be signed with, and the time.
pub struct Incoming<'a> {
    pub(crate) head: &'a dyn RequestHead,
    pub(crate) keys: &'a [PreparedKey],
    clock: &'a dyn Clock,
    /// Read once, and only if somebody asks.
    now: OnceCell<UnixTime>,
    pub(crate) freshness: FreshnessPolicy,
    pub(crate) public_url: Option<&'a str>,
}

impl<'a> Incoming<'a> {
    pub(crate) const fn new(
        head: &'a dyn RequestHead,
        keys: &'a [PreparedKey],
        clock: &'a dyn Clock,
        freshness: FreshnessPolicy,
        public_url: Option<&'a str>,
    ) -> Self {
        Self {
            head,
            keys,
            clock,
            now: OnceCell::new(),
            freshness,
            public_url,
        }
    }

    /// The request's head.
    #[must_use]
    pub const fn head(&self) -> &'a dyn RequestHead {
        self.head
    }

    /// The keys that are valid now.
    pub fn keys(&self) -> impl Iterator<Item = &'a PreparedKey> {
        let active = |key: &&PreparedKey| key.is_always_active() || key.is_active(self.now());
        self.keys.iter().filter(active)
    }

    /// The time at which the request is judged.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        *self.now.get_or_init(|| self.clock.now())
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
        let at = parse_timestamp(text, format).ok_or(Rejection::MalformedTimestamp)?;
        if let Some(freshness) = self.freshness(own) {
            check_fresh(at, self.now(), format, freshness)?;
        }
        Ok(at)
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
            .field("keys", &self.keys.len())
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}
