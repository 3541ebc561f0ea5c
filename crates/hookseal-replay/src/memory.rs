//! A store for one process: a table in its memory.

mod expiries;
mod hasher;
mod record;
mod shard;

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hookseal_core::time::{Clock, SystemClock};

use self::record::{Record, State, millis};
use self::shard::Shard;
use super::{DeliveryKey, ReplayStore, Reservation, ReserveRequest, Reserved, Settled, StoreError};

/// Remembers deliveries in this process's memory.
///
/// For apps of one process. A restart forgets everything: a delivery that was done before is
/// then handled again if its sender retries it. Several processes, or machines, share a
/// store in Redis or PostgreSQL instead.
///
/// It holds a bounded number of deliveries, by default a million, each of about 200 bytes,
/// for as long as they must be remembered. If it is full of those, it refuses new deliveries,
/// which are retried later, rather than forget done ones.
pub struct MemoryStore {
    shards: Box<[Mutex<Shard>]>,
    records: AtomicUsize,
    /// The next fencing token, of whatever delivery.
    tokens: AtomicU64,
    capacity: usize,
    time: Time,
}

/// Configures a [`MemoryStore`].
#[derive(Debug)]
#[must_use = "call `build` to get the store"]
pub struct MemoryStoreBuilder {
    capacity: usize,
    time: Time,
}

impl MemoryStore {
    /// A store for up to a million deliveries.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Configures a store.
    pub fn builder() -> MemoryStoreBuilder {
        MemoryStoreBuilder {
            capacity: 1_000_000,
            time: Time::Monotonic(Instant::now()),
        }
    }

    /// How many deliveries it holds, done, in flight and free.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.load(Ordering::Relaxed)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[allow(clippy::indexing_slicing)] // by the remainder of their number, which is not zero
    fn shard(&self, key: &DeliveryKey) -> MutexGuard<'_, Shard> {
        // Keys are digests, so their first byte is as good as any hash.
        let first = usize::from(key.as_bytes()[0]);
        lock(&self.shards[first % self.shards.len()])
    }

    /// The record of a request, created if there is none; `None` when there is no room.
    fn try_reserve(&self, request: &ReserveRequest) -> Option<Reserved> {
        let now = self.time.now();
        let mut shard = self.shard(request.key());
        self.forget_expired(&mut shard, now, EXPIRED_AT_ONCE);
        if let Some(record) = shard.get_mut(request.key()) {
            return Some(record.reserve(request, now, || self.next_token()));
        }
        let room = self
            .records
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |records| {
                (records < self.capacity).then(|| records.saturating_add(1))
            });
        room.ok()?;
        let mut record = Record::new(request);
        let reserved = record.reserve(request, now, || self.next_token());
        if shard.insert(*request.key(), record).is_none() {
            self.records.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(reserved)
    }

    /// Greater than all before it, also of records that are forgotten.
    fn next_token(&self) -> u64 {
        self.tokens.fetch_add(1, Ordering::Relaxed)
    }

    /// Drops up to `most` expired records of a shard.
    fn forget_expired(&self, shard: &mut Shard, now: u64, most: usize) {
        let forgotten = shard.forget_expired(now, most);
        self.records.fetch_sub(forgotten, Ordering::Relaxed);
    }

    /// Does something to the record of a current reservation.
    fn settle(&self, held: &Reservation, settle: impl FnOnce(&mut Record, u64)) -> Settled {
        let now = self.time.now();
        let mut shard = self.shard(held.key());
        let Some(record) = shard.get_mut(held.key()) else {
            return Settled::Fenced;
        };
        match record.state {
            _ if record.token != held.token() => Settled::Fenced,
            State::Free => Settled::Fenced,
            State::Done => Settled::AlreadyCommitted,
            State::InFlight { .. } => {
                settle(record, now);
                Settled::Applied
            }
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStoreBuilder {
    /// How many deliveries it holds at most. At one delivery a second that are known for 24
    /// hours, 86,400 are held.
    pub const fn capacity(mut self, deliveries: usize) -> Self {
        self.capacity = deliveries;
        self
    }

    /// Where the time comes from (default a clock that only runs forwards), for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.time = Time::Clock(Box::new(clock));
        self
    }

    /// The store, empty.
    #[must_use]
    pub fn build(self) -> MemoryStore {
        MemoryStore {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            records: AtomicUsize::new(0),
            // Greater than those of an earlier process.
            tokens: AtomicU64::new(SystemClock.now().as_millis().saturating_mul(1_000)),
            capacity: self.capacity,
            time: self.time,
        }
    }
}

impl ReplayStore for MemoryStore {
    fn is_in_process(&self) -> bool {
        true
    }

    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        if let Some(reserved) = self.try_reserve(request) {
            return Ok(reserved);
        }
        let now = self.time.now();
        for shard in &self.shards {
            self.forget_expired(&mut lock(shard), now, usize::MAX);
        }
        self.try_reserve(request).ok_or_else(|| {
            let capacity = self.capacity;
            StoreError::new(format!(
                "the memory store is full: it holds {capacity} deliveries, none of which it may forget yet; raise its capacity"
            ))
        })
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        Ok(self.settle(held, |record, now| record.hold(held.request(), now)))
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        Ok(self.settle(held, |record, now| {
            record.state = State::Done;
            record.expires = now.saturating_add(millis(held.request().retention()));
        }))
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        Ok(self.settle(held, |record, _| record.state = State::Free))
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        let now = self.time.now();
        let mut shard = self.shard(key);
        match shard.get_mut(key) {
            Some(record) if record.state == State::Done && record.expires > now => {
                record.state = State::Free;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("records", &self.records)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
enum Time {
    /// Since then.
    Monotonic(Instant),
    Clock(Box<dyn Clock>),
}

impl Time {
    fn now(&self) -> u64 {
        match self {
            Self::Monotonic(start) => millis(start.elapsed()),
            Self::Clock(clock) => clock.now().as_millis(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// More than there are threads to contend for them.
const SHARDS: usize = 64;

/// Records that each reservation may clear away: more than the one that it adds.
const EXPIRED_AT_ONCE: usize = 2;
