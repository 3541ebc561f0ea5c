//! A store that does as it is told, also badly.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookseal::replay::{
    DeliveryKey, MemoryStore, ReplayStore, Reservation, ReserveRequest, Reserved, Settled,
    StoreError,
};
use hookseal::time::{Clock as _, ManualClock};

use crate::senders::NOW;

/// A memory store behind a line that can fail.
#[derive(Clone, Debug, Default)]
pub(super) struct Unreliable(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    store: MemoryStore,
    clock: Arc<ManualClock>,
    fault: Mutex<Option<(Fault, Operations)>>,
    asked: AtomicUsize,
    extended: AtomicUsize,
    commits: Mutex<Vec<Settled>>,
}

/// What a store does instead of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It answers with an error.
    Down,
    /// It never answers.
    Hangs,
    /// It panics.
    Panics,
}

/// To which operations it does that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operations {
    All,
    Extend,
    /// All that come after a handler.
    Settling,
}

impl Unreliable {
    /// One whose time passes as the test [says](Self::passes), however slow this machine is.
    pub(super) fn with_time_of_its_own() -> Self {
        let clock = Arc::new(ManualClock::new(NOW));
        let store = MemoryStore::builder().clock(Arc::clone(&clock)).build();
        Self(Arc::new(Inner {
            store,
            clock,
            ..Inner::default()
        }))
    }

    /// Lets time pass.
    pub(super) fn passes(&self, time: Duration) {
        let clock = &self.0.clock;
        clock.set(clock.now().saturating_add(time));
    }

    pub(super) fn fails(&self, fault: Fault, operations: Operations) {
        *self.0.fault.lock().unwrap() = Some((fault, operations));
    }

    pub(super) fn recovers(&self) {
        *self.0.fault.lock().unwrap() = None;
    }

    /// How often it was asked anything.
    pub(super) fn asked(&self) -> usize {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// How many leases it has extended.
    pub(super) fn extended(&self) -> usize {
        self.0.extended.load(Ordering::Relaxed)
    }

    /// What came of commits.
    pub(super) fn commits(&self) -> Vec<Settled> {
        self.0.commits.lock().unwrap().clone()
    }

    async fn line(&self, operation: Operations) -> Result<(), StoreError> {
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        let fault = *self.0.fault.lock().unwrap();
        match fault {
            Some((fault, operations))
                if operations == Operations::All || operations == operation =>
            {
                match fault {
                    Fault::Down => Err(StoreError::new("connection refused")),
                    Fault::Hangs => std::future::pending().await,
                    Fault::Panics => panic!("a store of little care"),
                }
            }
            _ => Ok(()),
        }
    }
}

impl ReplayStore for Unreliable {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        self.line(Operations::All).await?;
        self.0.store.reserve(request).await
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.line(Operations::Extend).await?;
        let settled = self.0.store.extend(held).await?;
        if settled == Settled::Applied {
            self.0.extended.fetch_add(1, Ordering::Relaxed);
        }
        Ok(settled)
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.line(Operations::Settling).await?;
        let settled = self.0.store.commit(held).await?;
        self.0.commits.lock().unwrap().push(settled);
        Ok(settled)
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.line(Operations::Settling).await?;
        self.0.store.release(held).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        self.0.store.forget(key).await
    }
}
