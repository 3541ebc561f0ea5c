//! Saying something that is said too often only now and then.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::time::UnixTime;

/// Lets one log line through in each span of time, and counts those that it holds back: for
/// lines that anyone can cause. Threads share it without waiting for each other.
///
/// ```
/// use std::time::Duration;
/// use hookseal_core::UnixTime;
/// use hookseal_core::adapter::Sampler;
///
/// static SAMPLER: Sampler = Sampler::every(Duration::from_secs(60));
///
/// let at = UnixTime::from_secs;
/// assert_eq!(SAMPLER.due(at(0)), Some(0));
/// assert_eq!(SAMPLER.due(at(1)), None);
/// assert_eq!(SAMPLER.due(at(59)), None);
/// // The next line says how many there were between.
/// assert_eq!(SAMPLER.due(at(60)), Some(2));
/// ```
#[derive(Debug)]
pub struct Sampler {
    pause: Duration,
    /// When the last line was let through, in milliseconds.
    last: AtomicU64,
    held_back: AtomicU64,
}

impl Sampler {
    /// Lets the first line through, and then one in each `pause`.
    #[must_use]
    pub const fn every(pause: Duration) -> Self {
        Self {
            pause,
            last: AtomicU64::new(NEVER),
            held_back: AtomicU64::new(0),
        }
    }

    /// Whether a line is due at this time; then how many were held back since the last one.
    ///
    /// A clock that is set back holds nothing back for longer than the pause: what counts is
    /// how far it shows from the last line, in either direction.
    pub fn due(&self, now: UnixTime) -> Option<u64> {
        let now = now.as_millis().min(NEVER - 1);
        let last = self.last.load(Ordering::Relaxed);
        let apart = Duration::from_millis(now.abs_diff(last));
        let is_due = last == NEVER || apart >= self.pause;
        // Of several threads that find it due at once, one logs it; the others are counted.
        let order = Ordering::Relaxed;
        if is_due && self.last.compare_exchange(last, now, order, order).is_ok() {
            return Some(self.held_back.swap(0, Ordering::Relaxed));
        }
        self.held_back.fetch_add(1, Ordering::Relaxed);
        None
    }
}

const NEVER: u64 = u64::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_clock_that_is_set_back_silences_nothing_for_long() {
        let sampler = Sampler::every(MINUTE);
        let at = UnixTime::from_secs;
        assert_eq!(sampler.due(at(1_000_000)), Some(0));
        assert_eq!(sampler.due(at(999_990)), None);
        assert_eq!(sampler.due(at(5)), Some(1));
        assert_eq!(sampler.due(at(64)), None);
        assert_eq!(sampler.due(at(65)), Some(1));
        assert_eq!(sampler.due(UnixTime::from_millis(u64::MAX)), Some(0));
        assert_eq!(sampler.due(UnixTime::from_millis(u64::MAX)), None);
    }

    #[test]
    fn e5_of_many_at_once_one_is_let_through_and_all_are_counted() {
        let sampler = Sampler::every(MINUTE);
        let at = UnixTime::from_secs;
        let through: usize = std::thread::scope(|scope| {
            let count = || (0..1_000).filter(|_| sampler.due(at(1)).is_some()).count();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(count)).collect();
            let counts = threads.into_iter().map(|thread| thread.join().unwrap());
            counts.sum()
        });
        assert_eq!(through, 1);
        assert_eq!(sampler.due(at(61)), Some(7_999));
    }
}
