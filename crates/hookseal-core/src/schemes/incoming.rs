//! The request that a scheme reads its claim from.

use std::cell::OnceCell;
use std::fmt;

use crate::header_name::HeaderName;
use crate::request::RequestHead;
use crate::schemes::Freshness;
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::header::read::{check_fresh, once, parse_timestamp};
use crate::time::{Clock, TimestampFormat, UnixTime};
use crate::verdict::Rejection;

/// A request whose head has arrived, and the time.
pub struct Incoming<'a> {
    head: &'a dyn RequestHead,
    clock: &'a dyn Clock,
    /// Read once, and only if somebody asks.
    now: OnceCell<UnixTime>,
    freshness: FreshnessPolicy,
    public_url: Option<&'a str>,
}

impl<'a> Incoming<'a> {
    pub(crate) const fn new(
        head: &'a dyn RequestHead,
        clock: &'a dyn Clock,
        freshness: FreshnessPolicy,
        public_url: Option<&'a str>,
    ) -> Self {
        Self {
            head,
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

    /// The same request with another head.
    pub(crate) fn with_head<'b>(&self, head: &'b dyn RequestHead) -> Incoming<'b>
    where
        'a: 'b,
    {
        Incoming {
            head,
            now: self.now.clone(),
            ..*self
        }
    }

    /// The time against which the request's timestamps are checked.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        *self.now.get_or_init(|| self.clock.now())
    }

    /// Reads a timestamp that the signature covers, and checks its age: by `own`, which
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
        fresh(text, format, self.freshness(own), || self.now())
    }

    /// The same for a timestamp that only the body has, checked as if it were now.
    #[must_use]
    pub fn late_timestamp(&self, own: Option<Freshness>) -> LateTimestamp {
        LateTimestamp {
            now: self.now(),
            freshness: self.freshness(own),
        }
    }

    /// The freshness that a signed timestamp must have: `own`, which is the scheme's,
    /// unless the app has set another. `None` accepts any age.
    #[must_use]
    pub const fn freshness(&self, own: Option<Freshness>) -> Option<Freshness> {
        self.freshness.over(own)
    }

    /// The app's setting for freshness.
    pub(crate) const fn policy(&self) -> FreshnessPolicy {
        self.freshness
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
    /// [`Rejection::Ambiguous`] when it occurs again: neither line can be trusted.
    pub fn only_header(&self, name: &HeaderName) -> Result<Option<&'a [u8]>, Rejection> {
        once(self.head, name)
    }
}

impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("method", &self.head.method())
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

/// Judges a timestamp that the body has, by the time at which the request arrived: see
/// [`Incoming::late_timestamp`].
#[derive(Clone, Copy, Debug)]
pub struct LateTimestamp {
    now: UnixTime,
    freshness: Option<Freshness>,
}

impl LateTimestamp {
    /// Reads a timestamp that the signature covers, and checks its age.
    ///
    /// # Errors
    ///
    /// [`Rejection::MalformedTimestamp`], [`Rejection::Stale`] or [`Rejection::Future`].
    pub fn judge(&self, text: &[u8], format: TimestampFormat) -> Result<UnixTime, Rejection> {
        fresh(text, format, self.freshness, || self.now)
    }
}

/// The instant that `text` says, found fresh.
fn fresh(
    text: &[u8],
    format: TimestampFormat,
    freshness: Option<Freshness>,
    now: impl FnOnce() -> UnixTime,
) -> Result<UnixTime, Rejection> {
    let at = parse_timestamp(text, format).ok_or(Rejection::MalformedTimestamp)?;
    if let Some(freshness) = freshness {
        check_fresh(at, now(), format, freshness)?;
    }
    Ok(at)
}
