//! What points to a store does what the store does, in each of its operations.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use hookseal_replay::{
    DeliveryKey, Fingerprint, Health, ReplayStore, Reservation, ReserveRequest, Reserved, Settled,
    StoreError,
};

/// Notes what it is asked, and answers what no default answers.
#[derive(Clone, Debug, Default)]
struct Noted(Arc<Mutex<Vec<&'static str>>>);

impl Noted {
    fn note(&self, asked: &'static str) {
        self.0.lock().unwrap().push(asked);
    }
}

impl ReplayStore for Noted {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        self.note("reserve");
        Ok(Reserved::Granted(Reservation::new(*request, 7, 1)))
    }

    async fn extend(&self, _: &Reservation) -> Result<Settled, StoreError> {
        self.note("extend");
        Ok(Settled::Fenced)
    }

    async fn commit(&self, _: &Reservation) -> Result<Settled, StoreError> {
        self.note("commit");
        Ok(Settled::AlreadyCommitted)
    }

    async fn release(&self, _: &Reservation) -> Result<Settled, StoreError> {
        self.note("release");
        Ok(Settled::Applied)
    }

    async fn forget(&self, _: &DeliveryKey) -> Result<bool, StoreError> {
        self.note("forget");
        Ok(true)
    }

    fn is_in_process(&self) -> bool {
        self.note("is_in_process");
        true
    }

    async fn health(&self) -> Result<Health, StoreError> {
        self.note("health");
        Err(StoreError::new("its own answer"))
    }
}

/// Asks for everything once, and says what the store has noted.
fn ask(noted: &Noted, store: &impl ReplayStore) -> Vec<&'static str> {
    let request = ReserveRequest::new(
        DeliveryKey::from_bytes([1; 32]),
        Fingerprint::from_bytes([2; 16]),
        Duration::from_secs(60),
        Duration::from_secs(600),
    );
    let reserved = store.reserve(&request).now_or_never().unwrap().unwrap();
    let Reserved::Granted(held) = reserved else {
        unreachable!("it grants everything")
    };
    assert_eq!(held.token(), 7);
    let settled = |result: Option<Result<Settled, StoreError>>| result.unwrap().unwrap();
    assert_eq!(settled(store.extend(&held).now_or_never()), Settled::Fenced);
    assert_eq!(
        settled(store.commit(&held).now_or_never()),
        Settled::AlreadyCommitted
    );
    assert_eq!(
        settled(store.release(&held).now_or_never()),
        Settled::Applied
    );
    let forgotten = store.forget(request.key()).now_or_never().unwrap();
    assert!(forgotten.unwrap());
    assert!(store.is_in_process());
    assert!(store.health().now_or_never().unwrap().is_err());
    std::mem::take(&mut noted.0.lock().unwrap())
}

#[test]
fn each_operation_is_the_stores_own() {
    let noted = Noted::default();
    let by_itself = ask(&noted, &noted);
    assert_eq!(
        by_itself,
        [
            "reserve",
            "extend",
            "commit",
            "release",
            "forget",
            "is_in_process",
            "health"
        ]
    );
    let leaked: &'static Noted = Box::leak(Box::new(noted.clone()));
    assert_eq!(ask(&noted, &leaked), by_itself, "&");
    assert_eq!(ask(&noted, &Box::new(noted.clone())), by_itself, "Box");
    assert_eq!(ask(&noted, &Arc::new(noted.clone())), by_itself, "Arc");
}
