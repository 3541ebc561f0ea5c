//! The request that a scheme reads its claim from.

use std::cell::OnceCell;
use std::fmt;

use crate::header_name::HeaderName;
use crate::request::{RequestHead, Single};
use crate::schemes::Freshness;
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::header::read::{check_fresh, once, parse_timestamp};
use crate::time::{Clock, TimestampFormat, UnixTime};
use crate::trace::{Detail, Ended, Recorder, Step};
use crate::verdict::Rejection;

/// A request whose head has arrived, and the time.
pub struct Incoming<'a> {
    head: &'a dyn RequestHead,
    clock: &'a dyn Clock,
    /// Read once, and only if somebody asks.
    now: OnceCell<UnixTime>,
    freshness: FreshnessPolicy,
    public_url: Option<&'a str>,
    /// Where its steps are noted, if it is traced.
    recorder: Option<&'a Recorder>,
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
            recorder: None,
        }
    }

    /// The same request, whose steps are noted.
    pub(crate) const fn recorded(mut self, recorder: Option<&'a Recorder>) -> Self {
        self.recorder = recorder;
        self
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

    /// As if it were received at this time, and not now.
    pub(crate) fn received_at(self, time: Option<UnixTime>) -> Self {
        if let Some(time) = time {
            let _ = self.now.set(time); // nobody has asked yet
        }
        self
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
        let freshness = self.freshness(own);
        let read = fresh(text, format, freshness, || self.now());
        self.note(|| time_step(&read, "", Some(text), format, freshness, self.now()));
        read
    }

    /// The same for a timestamp that only the body has, checked as if it were now.
    #[must_use]
    pub fn late_timestamp(&self, own: Option<Freshness>) -> LateTimestamp {
        LateTimestamp {
            now: self.now(),
            freshness: self.freshness(own),
            recorder: self.recorder(),
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

    /// Notes a step of the verification, if the request is [traced](crate::trace). Otherwise
    /// nothing is computed. Never note a key, a token, or a signature that was computed.
    #[inline]
    pub fn note(&self, step: impl FnOnce() -> Step) {
        if let Some(recorder) = self.recorder {
            recorder.note(step());
        }
    }

    /// For steps that are taken later, by a claim or a check: `None` unless the request is
    /// [traced](crate::trace).
    #[must_use]
    pub fn recorder(&self) -> Option<Recorder> {
        self.recorder.cloned()
    }

    /// Like [`recorder`](Self::recorder), lent, for schemes that note which headers they read.
    #[inline]
    pub(crate) fn own_recorder(&self) -> Option<&'a Recorder> {
        self.note_own_headers();
        self.recorder
    }

    /// From here on the scheme notes which headers it reads.
    #[inline]
    pub(crate) fn note_own_headers(&self) {
        if let Some(recorder) = self.recorder {
            recorder.leave_headers();
        }
    }
}

/// Notes that a header was read.
#[cold]
pub(super) fn note_header<T>(
    recorder: &Recorder,
    step: &'static str,
    head: &dyn RequestHead,
    name: &HeaderName,
    ended: &Result<T, Rejection>,
) {
    let outcome = match ended {
        Ok(_) => Ended::Held,
        Err(rejection) => Ended::Refused(rejection.clone()),
    };
    let value: Single<'_> = head.single(name.as_str());
    recorder.header(step, name, value, outcome);
}

/// The step of a timestamp that was read.
#[cold]
pub(super) fn time_step<T>(
    read: &Result<T, Rejection>,
    place: impl Into<String>,
    text: Option<&[u8]>,
    format: TimestampFormat,
    freshness: Option<Freshness>,
    now: UnixTime,
) -> Step {
    Step::ended("timestamp", read).with(Detail::Time {
        place: place.into(),
        text: text.map(<[u8]>::to_vec),
        format,
        at: text.and_then(|text| parse_timestamp(text, format)),
        now,
        limits: freshness.map(|fresh| (fresh.max_age, fresh.max_future)),
    })
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
#[derive(Clone, Debug)]
pub struct LateTimestamp {
    now: UnixTime,
    freshness: Option<Freshness>,
    recorder: Option<Recorder>,
}

impl LateTimestamp {
    /// Reads a timestamp that the signature covers, and checks its age.
    ///
    /// # Errors
    ///
    /// [`Rejection::MalformedTimestamp`], [`Rejection::Stale`] or [`Rejection::Future`].
    pub fn judge(&self, text: &[u8], format: TimestampFormat) -> Result<UnixTime, Rejection> {
        let read = self.read(text, format);
        self.note(&read, "the body", Some(text), format);
        read
    }

    /// Where further steps are noted.
    pub(super) const fn recorder(&self) -> Option<&Recorder> {
        self.recorder.as_ref()
    }

    /// Notes how reading the timestamp ended.
    pub(super) fn note(
        &self,
        read: &Result<UnixTime, Rejection>,
        place: &str,
        text: Option<&[u8]>,
        format: TimestampFormat,
    ) {
        if let Some(recorder) = &self.recorder {
            recorder.note(time_step(
                read,
                place,
                text,
                format,
                self.freshness,
                self.now,
            ));
        }
    }

    /// Reads a timestamp without noting it.
    pub(super) fn read(&self, text: &[u8], format: TimestampFormat) -> Result<UnixTime, Rejection> {
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
