//! Configuring [`RemoteKeys`].

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::Quota;

use crate::error::RemoteKeysError;
use crate::fetch::Fetcher;
use crate::keys::RemoteKeys;
use crate::limits::Limits;
#[cfg(feature = "x509")]
use crate::source::Certificates;
use crate::source::{Jwks, KeyById, KeySource, check_addresses, check_url};
use crate::store::Store;

/// Configures [`RemoteKeys`].
#[derive(Debug)]
#[must_use = "call `build` to get the resolver"]
pub struct RemoteKeysBuilder {
    source: Box<dyn KeySource>,
    limits: Limits,
    allowed: Option<HashSet<Box<str>>>,
    budget: (NonZeroU32, Duration),
}

impl RemoteKeys {
    /// Keys of an endpoint that is asked for one at a time: see [`KeyById`].
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError`].
    pub fn by_id(url: &str) -> Result<Self, RemoteKeysError> {
        Self::builder(KeyById::new(url)?).build()
    }

    /// Keys of a JSON Web Key Set: see [`Jwks`].
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError`].
    pub fn jwks(url: &str) -> Result<Self, RemoteKeysError> {
        Self::builder(Jwks::new(url)?).build()
    }

    /// Keys in certificates at addresses that requests name: see [`Certificates`].
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError`].
    #[cfg(feature = "x509")]
    pub fn certificates(certificates: Certificates) -> Result<Self, RemoteKeysError> {
        Self::builder(certificates).build()
    }

    /// Starts with where the keys are, to configure the rest.
    pub fn builder(source: impl KeySource) -> RemoteKeysBuilder {
        RemoteKeysBuilder::new(source)
    }
}

impl RemoteKeysBuilder {
    fn new(source: impl KeySource) -> Self {
        Self {
            source: Box::new(source),
            limits: Limits::default(),
            allowed: None,
            budget: (BURST, Duration::from_secs(1)),
        }
    }

    /// Accepts only these key ids; any other is unknown, and nothing is fetched for it.
    /// Default: any.
    pub fn only_ids<I: Into<Box<str>>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.allowed = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// How long a key is used before it is fetched again (default 1 h). In the last fifth
    /// of that time, a delivery has it fetched in the background.
    pub fn ttl(mut self, duration: Duration) -> Self {
        self.limits.ttl = duration.min(FOREVER);
        self
    }

    /// How long after that a key may still be used while it cannot be fetched again
    /// (default 24 h); zero is not at all.
    pub fn max_stale(mut self, duration: Duration) -> Self {
        self.limits.max_stale = duration.min(FOREVER);
        self
    }

    /// How long an id is remembered as unknown (default 60 s): a key published within that
    /// time after someone has asked for it is refused until then.
    pub fn unknown_ttl(mut self, duration: Duration) -> Self {
        self.limits.unknown_ttl = duration.min(FOREVER);
        self
    }

    /// How long nothing is fetched from an address after a failure (default 5 s).
    pub fn failure_ttl(mut self, duration: Duration) -> Self {
        self.limits.failure_ttl = duration.min(FOREVER);
        self
    }

    /// How long a fetch may take in all (default 2 s). No longer than the verifier's
    /// `lookup_timeout`, which is 2 s too, or nobody waits for its end.
    pub fn timeout(mut self, duration: Duration) -> Self {
        self.limits.timeout = duration.min(FOREVER);
        self
    }

    /// How many keys are kept (default 1,000); beyond that, those used least give way.
    pub fn max_keys(mut self, keys: u64) -> Self {
        self.limits.max_keys = keys;
        self
    }

    /// The longest answer that is read, in bytes (default 256 KiB).
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_answer_bytes = bytes;
        self
    }

    /// How many fetches may be under way at once (default 4) for keys that are not kept;
    /// and as many for those that are and must be fetched again, so that neither waits
    /// for the other.
    pub fn concurrent_fetches(mut self, fetches: usize) -> Self {
        self.limits.concurrent_fetches = fetches;
        self
    }

    /// How often something may be fetched for ids whose key is not cached: `burst` times at
    /// once, and once more each time `every` has passed (default 32, and 1 s). Deliveries
    /// beyond that get 503 until there is room; those with a cached key are not affected.
    pub fn unknown_budget(mut self, burst: NonZeroU32, every: Duration) -> Self {
        // The limiter counts the time of a whole burst in nanoseconds, which end after 584 years.
        self.budget = (burst, every.min(AGES / burst.get()));
        self
    }

    /// Checks everything. Nothing is fetched yet.
    ///
    /// # Errors
    ///
    /// The problem: see [`RemoteKeysError`].
    pub fn build(self) -> Result<RemoteKeys, RemoteKeysError> {
        let probe = self.source.url("probe");
        check_url(&probe)?;
        let addresses = self.source.addresses().map(<[_]>::to_vec);
        if let Some(addresses) = &addresses {
            check_addresses(addresses)?;
        }
        let invalid = |setting| Err(RemoteKeysError::InvalidSetting { setting });
        let limits = &self.limits;
        if limits.ttl.is_zero() {
            return invalid("ttl");
        }
        if limits.timeout.is_zero() {
            return invalid("timeout");
        }
        if limits.max_keys == 0 {
            return invalid("max_keys");
        }
        if !(1..=MOST_FETCHES).contains(&limits.concurrent_fetches) {
            return invalid("concurrent_fetches");
        }
        let (burst, every) = self.budget;
        let Some(quota) = Quota::with_period(every) else {
            return invalid("unknown_budget");
        };
        let fetcher = Fetcher::new(&probe, addresses, limits)?;
        let store = Store::new(
            self.source,
            self.limits,
            self.allowed,
            fetcher,
            quota.allow_burst(burst),
        );
        Ok(RemoteKeys::new(Arc::new(store)))
    }
}

const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(31);
/// A hundred years: sums of instants and durations stay representable.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
/// Two hundred years, in which a budget may fill up again from nothing.
const AGES: Duration = Duration::from_secs(200 * 365 * 24 * 3600);
const MOST_FETCHES: usize = 1_000;
