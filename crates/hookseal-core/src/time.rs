//! Time, as senders write it and as the verifier reads it.
//!
//! The verifier reads its clock once per request and passes the instant down,
//! so everything below it is a pure function of its input.

pub(crate) mod format;

pub(crate) use self::format::TimestampFormat;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The instant `seconds` after the epoch. Saturates about 584 million years from now.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The instant `milliseconds` after the epoch.
    #[must_use]
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The instant `duration` later, or the latest representable one.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// The instant `duration` earlier, or the epoch.
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }
}

/// Seconds since the epoch, as most senders write them.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_secs())
    }
}

/// `duration` in whole milliseconds, saturating.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Where the verifier gets the current time from.
///
/// [`SystemClock`] in production; [`ManualClock`] where a test must decide.
///
/// ```
/// use hookseal_core::UnixTime;
/// use hookseal_core::time::Clock;
///
/// /// A clock that never advances.
/// #[derive(Debug)]
/// struct Stopped;
///
/// impl Clock for Stopped {
///     fn now(&self) -> UnixTime {
///         UnixTime::from_secs(1_700_000_000)
///     }
/// }
/// ```
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> UnixTime;
}

/// The operating system's clock.
///
/// A clock set before 1970 reads as the epoch, at which every signed timestamp
/// lies in the future: deliveries are refused rather than accepted unseen.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UnixTime(millis(since_epoch))
    }
}

/// A clock that shows the time it was last set to, for tests.
///
/// It cannot make a forged request verify; it only chooses the time against which
/// a genuine one is checked.
///
/// ```
/// use hookseal_core::UnixTime;
/// use hookseal_core::time::{Clock, ManualClock};
///
/// let clock = ManualClock::new(UnixTime::from_secs(10));
/// clock.set(UnixTime::from_secs(20));
/// assert_eq!(clock.now().as_secs(), 20);
/// ```
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// A clock that shows `now` until it is set again.
    #[must_use]
    pub const fn new(now: UnixTime) -> Self {
        Self(AtomicU64::new(now.0))
    }

    /// Sets the time, forwards or backwards.
    pub fn set(&self, now: UnixTime) {
        self.0.store(now.0, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::Relaxed))
    }
}

/// A shared clock is a clock, so a test can keep a handle on it.
impl<C: Clock> Clock for std::sync::Arc<C> {
    fn now(&self) -> UnixTime {
        C::now(self)
    }
}
