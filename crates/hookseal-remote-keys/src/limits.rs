//! The bounds.

use std::time::Duration;

/// The limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) ttl: Duration,
    pub(crate) max_stale: Duration,
    pub(crate) unknown_ttl: Duration,
    pub(crate) failure_ttl: Duration,
    pub(crate) timeout: Duration,
    pub(crate) max_keys: u64,
    pub(crate) max_answer_bytes: usize,
    pub(crate) concurrent_fetches: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(3600),
            max_stale: Duration::from_secs(24 * 3600),
            unknown_ttl: Duration::from_secs(60),
            failure_ttl: Duration::from_secs(5),
            timeout: Duration::from_secs(2),
            max_keys: 1_000,
            max_answer_bytes: 256 * 1024,
            concurrent_fetches: 4,
        }
    }
}
