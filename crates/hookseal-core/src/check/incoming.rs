//! What a scheme is given when a request begins.

use std::cell::OnceCell;
use std::sync::Arc;

use super::KeyedMacs;
use crate::key::{KeySlot, PreparedKey, PreparedKeys};
use crate::scheme::FreshnessPolicy;
use crate::scheme::read::{check_fresh, once, parse_timestamp};
use crate::{Clock, Freshness, HeaderName, Rejection, RequestHead, TimestampFormat, UnixTime};

/// A request whose head has arrived, the keys it may be signed with, and the time.
pub struct Incoming<'a> {
    pub(crate) head: &'a dyn RequestHead,
    pub(crate) keys: Option<&'a Arc<PreparedKeys>>,
    /// The only one of them that counts, where it is not all.
    pub(crate) only: Option<KeySlot>,
    clock: &'a dyn Clock,
    /// Read once, and only if somebody asks.
    now: OnceCell<UnixTime>,
    pub(crate) freshness: FreshnessPolicy,
    pub(crate) public_url: Option<&'a str>,
}

impl<'a> Incoming<'a> {
    pub(crate) const fn new(
        head: &'a dyn RequestHead,
        keys: Option<&'a Arc<PreparedKeys>>,
        clock: &'a dyn Clock,
        freshness: FreshnessPolicy,
        public_url: Option<&'a str>,
    ) -> Self {
        Self {
            head,
            keys,
            only: None,
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
        let keys = self.keys.map_or(&[][..], |keys| keys.as_slice());
        active(keys, self.only, || self.now())
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

    /// The same request, judged by one of its keys alone.
    pub(crate) fn with_key(&self, slot: KeySlot) -> Self {
        Self {
            only: Some(slot),
            now: self.now.clone(),
            ..*self
        }
    }

    /// Keys, time and freshness, for a check that learns only from the body what is to be
    /// judged by them. Copies no key.
    #[must_use]
    pub fn keep(&self) -> KeptIncoming {
        KeptIncoming {
            keys: self.keys.map(Arc::clone),
            only: self.only,
            now: self.now(),
            freshness: self.freshness,
        }
    }

    /// A fresh HMAC under each key that is valid now.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] where there is none.
    pub fn macs(&self) -> Result<KeyedMacs, Rejection> {
        macs(self.keys())
    }

    /// As [`macs`](Self::macs), of the keys that have this id or none; where the request
    /// names no key, of those without an id.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] where there is none.
    pub fn macs_named(&self, id: Option<&str>) -> Result<KeyedMacs, Rejection> {
        macs(self.keys().filter(|key| is_named(key, id)))
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
        fresh(text, format, self.freshness(own), || self.now())
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
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

/// The keys that are valid now; where one is named, that one only.
fn active(
    keys: &[PreparedKey],
    only: Option<KeySlot>,
    now: impl Fn() -> UnixTime,
) -> impl Iterator<Item = &PreparedKey> {
    keys.iter().filter(move |key| {
        only.is_none_or(|slot| slot == key.slot())
            && (key.is_always_active() || key.is_active(now()))
    })
}

/// The instant that `text` says, found fresh.
pub(super) fn fresh(
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

fn is_named(key: &PreparedKey, id: Option<&str>) -> bool {
    key.id().is_none_or(|own| Some(own) == id)
}

fn macs<'k>(keys: impl Iterator<Item = &'k PreparedKey>) -> Result<KeyedMacs, Rejection> {
    let mut keys = keys.peekable();
    let algorithm = keys.peek().ok_or(Rejection::UnknownKey)?.ready.algorithm();
    let mut macs = KeyedMacs::none(algorithm).ok_or(Rejection::UnknownKey)?;
    macs.start(keys);
    Ok(macs)
}

/// What of an [`Incoming`] can be kept until the body has come: see [`Incoming::keep`].
pub struct KeptIncoming {
    keys: Option<Arc<PreparedKeys>>,
    only: Option<KeySlot>,
    now: UnixTime,
    freshness: FreshnessPolicy,
}

impl KeptIncoming {
    /// As [`Incoming::keys`].
    pub fn keys(&self) -> impl Iterator<Item = &PreparedKey> {
        let keys = self.keys.as_ref().map_or(&[][..], |keys| keys.as_slice());
        active(keys, self.only, || self.now)
    }

    /// As [`Incoming::macs`].
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] where there is no key.
    pub fn macs(&self) -> Result<KeyedMacs, Rejection> {
        macs(self.keys())
    }

    /// As [`Incoming::macs_named`].
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] where there is no such key.
    pub fn macs_named(&self, id: Option<&str>) -> Result<KeyedMacs, Rejection> {
        macs(self.keys().filter(|key| is_named(key, id)))
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
        fresh(text, format, self.freshness.over(own), || self.now)
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
