//! The memory store: the suite that every store passes, a model, and its bounds.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use hookseal_core::UnixTime;
use hookseal_core::time::ManualClock;
use hookseal_replay::{
    DeliveryKey, Fingerprint, MemoryStore, ReplayStore, Reservation, ReserveRequest, Reserved,
    Settled, StoreError, conformance,
};
use proptest::prelude::*;

/// A memory store is never waited for.
fn now<T>(operation: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    operation.now_or_never().unwrap()
}

#[tokio::test]
async fn the_memory_store_conforms() {
    let store = MemoryStore::new();
    for check in conformance::CHECKS {
        let lease = Duration::from_millis(60);
        if let Err(violation) = check.run(&store, lease, tokio::time::sleep).await {
            panic!("{violation}");
        }
    }
}

const LEASE: u64 = 100;
const RETENTION: u64 = 1_000;

fn request(key: u8, body: u8) -> ReserveRequest {
    ReserveRequest::new(
        DeliveryKey::from_bytes([key; 32]),
        Fingerprint::from_bytes([body; 16]),
        Duration::from_millis(LEASE),
        Duration::from_millis(RETENTION),
    )
}

/// What one of several actors does next, each with the reservations that it was granted.
#[derive(Clone, Copy, Debug)]
enum Step {
    Reserve { key: u8, body: u8 },
    Extend(usize),
    Commit(usize),
    Release(usize),
    Forget { key: u8 },
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..3, 0_u8..2).prop_map(|(key, body)| Step::Reserve { key, body }),
        2 => (0_usize..64).prop_map(Step::Extend),
        3 => (0_usize..64).prop_map(Step::Commit),
        3 => (0_usize..64).prop_map(Step::Release),
        1 => (0_u8..3).prop_map(|key| Step::Forget { key }),
        3 => prop_oneof![0_u64..3 * LEASE, Just(LEASE), Just(RETENTION), Just(2 * RETENTION)]
            .prop_map(Step::Wait),
    ]
}

/// The state machine, as plainly as it can be said.
#[derive(Clone, Copy, Debug)]
enum Model {
    Free { last: u64, until: u64 },
    InFlight { token: u64, lease: u64 },
    Done { token: u64, body: u8, until: u64 },
}

impl Model {
    fn settled(self, token: u64) -> Settled {
        match self {
            Self::InFlight { token: current, .. } if current == token => Settled::Applied,
            Self::Done { token: current, .. } if current == token => Settled::AlreadyCommitted,
            _ => Settled::Fenced,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// I-1 to I-5 and I-8, over random schedules of actors that hold stale reservations.
    #[test]
    fn the_memory_store_does_what_the_model_does(steps in prop::collection::vec(step(), 1..80)) {
        let clock = Arc::new(ManualClock::new(UnixTime::from_millis(1)));
        let store = MemoryStore::builder().clock(Arc::clone(&clock)).build();
        let mut time = 1_u64;
        let mut model: HashMap<u8, Model> = HashMap::new();
        let mut granted: Vec<(u8, u8, Reservation)> = Vec::new();
        let mut newest: HashMap<u8, u64> = HashMap::new();
        for step in steps {
            match step {
                Step::Wait(millis) => {
                    time += millis;
                    clock.set(UnixTime::from_millis(time));
                }
                Step::Reserve { key, body } => {
                    let reserved = now(store.reserve(&request(key, body))).unwrap();
                    match model.get(&key).copied() {
                        Some(Model::Done { body: known, until, .. }) if until > time => {
                            prop_assert_eq!(reserved, Reserved::Done { same_body: known == body });
                        }
                        Some(Model::InFlight { lease, .. }) if lease > time => {
                            let lease_left = Duration::from_millis(lease - time);
                            prop_assert_eq!(reserved, Reserved::InFlight { lease_left });
                        }
                        before => {
                            let Reserved::Granted(held) = reserved else {
                                return Err(TestCaseError::fail(format!("{before:?} gives {reserved:?}")));
                            };
                            let last = match before {
                                Some(Model::InFlight { token, lease }) if lease + RETENTION > time => token,
                                Some(Model::Free { last, until }) if until > time => last,
                                // Its record may be gone by now, and the count of its runs.
                                _ => 0,
                            };
                            prop_assert_eq!(held.is_repeated(), last > 0);
                            let newest = newest.insert(key, held.token());
                            prop_assert!(newest.is_none_or(|newest| held.token() > newest));
                            if last == 0 {
                                // Who holds it from an earlier life of the record is no actor
                                // any more: that takes a handler of a whole retention.
                                granted.retain(|(other, _, _)| *other != key);
                            }
                            model.insert(key, Model::InFlight { token: held.token(), lease: time + LEASE });
                            granted.push((key, body, held));
                        }
                    }
                }
                Step::Forget { key } => {
                    let forgotten = now(store.forget(&DeliveryKey::from_bytes([key; 32]))).unwrap();
                    let expected = match model.get(&key).copied() {
                        Some(Model::Done { token, until, .. }) if until > time => {
                            model.insert(key, Model::Free { last: token, until });
                            true
                        }
                        _ => false,
                    };
                    prop_assert_eq!(forgotten, expected);
                }
                Step::Extend(at) | Step::Commit(at) | Step::Release(at) => {
                    let Some((key, body, held)) = granted.get(at % granted.len().max(1)).copied() else {
                        continue;
                    };
                    let before = model[&key];
                    let end = match before {
                        Model::InFlight { lease, .. } => lease + RETENTION,
                        Model::Done { until, .. } | Model::Free { until, .. } => until,
                    };
                    if end <= time {
                        continue; // the record may be gone; nothing is promised for it
                    }
                    let expected = before.settled(held.token());
                    let token = held.token();
                    let (settled, after) = match step {
                        Step::Extend(_) => (
                            now(store.extend(&held)),
                            Model::InFlight { token, lease: time + LEASE },
                        ),
                        Step::Commit(_) => (
                            now(store.commit(&held)),
                            Model::Done { token, body, until: time + RETENTION },
                        ),
                        _ => (
                            now(store.release(&held)),
                            Model::Free { last: token, until: end },
                        ),
                    };
                    prop_assert_eq!(settled.unwrap(), expected, "{:?} of {:?}", step, before);
                    if expected == Settled::Applied {
                        model.insert(key, after);
                    }
                }
            }
        }
    }
}

#[test]
fn i35_a_full_store_refuses_rather_than_forgets() {
    let clock = Arc::new(ManualClock::default());
    let store = MemoryStore::builder()
        .capacity(10)
        .clock(Arc::clone(&clock))
        .build();
    let done = request(0, 0);
    let Reserved::Granted(held) = now(store.reserve(&done)).unwrap() else {
        panic!("it is new");
    };
    assert_eq!(now(store.commit(&held)).unwrap(), Settled::Applied);
    for key in 1..10 {
        assert!(matches!(
            now(store.reserve(&request(key, 0))),
            Ok(Reserved::Granted(_))
        ));
    }
    let refused = now(store.reserve(&request(10, 0))).unwrap_err();
    assert!(refused.to_string().contains("full"), "{refused}");
    assert_eq!(store.len(), 10);
    let known = Reserved::Done { same_body: true };
    assert_eq!(now(store.reserve(&done)).unwrap(), known);
    // Leases that have ended are not enough, nor are those that could be taken over.
    clock.set(UnixTime::from_millis(RETENTION - 1));
    assert!(now(store.reserve(&request(10, 0))).is_err());
    clock.set(UnixTime::from_millis(LEASE + RETENTION));
    assert!(matches!(
        now(store.reserve(&request(10, 0))),
        Ok(Reserved::Granted(_))
    ));
    assert_eq!(store.len(), 1);
}

#[test]
fn i35_what_has_expired_is_cleared_away() {
    let clock = Arc::new(ManualClock::default());
    let store = MemoryStore::builder().clock(Arc::clone(&clock)).build();
    for round in 0_u64..50 {
        clock.set(UnixTime::from_millis(round * (RETENTION + LEASE)));
        for number in 0_u32..1_000 {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&(round << 32 | u64::from(number)).to_be_bytes());
            key[0] = number.to_be_bytes()[3];
            let request = ReserveRequest::new(
                DeliveryKey::from_bytes(key),
                Fingerprint::from_bytes([0; 16]),
                Duration::from_millis(LEASE),
                Duration::from_millis(RETENTION),
            );
            let Reserved::Granted(held) = now(store.reserve(&request)).unwrap() else {
                panic!("it is new");
            };
            now(store.commit(&held)).unwrap();
        }
    }
    assert!(store.len() <= 2_000, "{} records are kept", store.len());
}

/// What a handler wrote with a token before the restart must not keep it out afterwards.
#[test]
fn i19_tokens_grow_over_a_restart() {
    let token = || match now(MemoryStore::new().reserve(&request(0, 0))).unwrap() {
        Reserved::Granted(held) => held.token(),
        other => panic!("{other:?}"),
    };
    let before = token();
    std::thread::sleep(Duration::from_millis(3)); // no process starts sooner
    assert!(token() > before);
}

#[test]
fn i2_i36_of_many_threads_one_wins() {
    let store = MemoryStore::new();
    for key in 0..=255 {
        let winners = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    if let Ok(Reserved::Granted(held)) = now(store.reserve(&request(key, 0))) {
                        winners.fetch_add(1, Ordering::Relaxed);
                        now(store.commit(&held)).unwrap();
                    }
                });
            }
        });
        assert_eq!(winners.into_inner(), 1);
    }
}

/// A store that forgets its fencing token; the suite must notice.
#[derive(Debug)]
struct Tokenless(MemoryStore);

impl Tokenless {
    async fn current(&self, held: &Reservation) -> Reservation {
        for token in (held.token()..held.token() + 20).rev() {
            let current = Reservation::new(*held.request(), token, held.attempt());
            if self.0.extend(&current).await.unwrap() != Settled::Fenced {
                return current;
            }
        }
        *held
    }
}

impl ReplayStore for Tokenless {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        self.0.reserve(request).await
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.extend(held).await
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.commit(&self.current(held).await).await
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.release(held).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        self.0.forget(key).await
    }
}

/// A store whose tokens begin anew with each record; the suite must notice.
#[derive(Debug, Default)]
struct Restarting(MemoryStore, Mutex<HashMap<DeliveryKey, Reservation>>);

impl Restarting {
    fn inner(&self, outer: &Reservation) -> Reservation {
        *self.1.lock().unwrap().get(outer.key()).unwrap()
    }
}

impl ReplayStore for Restarting {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        Ok(match self.0.reserve(request).await? {
            Reserved::Granted(held) => {
                self.1.lock().unwrap().insert(*held.key(), held);
                let (token, attempt) = (held.attempt().into(), held.attempt());
                Reserved::Granted(Reservation::new(*request, token, attempt))
            }
            other => other,
        })
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.extend(&self.inner(held)).await
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.commit(&self.inner(held)).await
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.release(&self.inner(held)).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        self.0.forget(key).await
    }
}

/// A store that forgets what it has to know.
#[derive(Debug)]
struct Forgetful(MemoryStore);

impl ReplayStore for Forgetful {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        self.0.reserve(request).await
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.extend(held).await
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.release(held).await
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.0.release(held).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        self.0.forget(key).await
    }
}

async fn violations(store: &impl ReplayStore) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for check in conformance::CHECKS {
        let lease = Duration::from_millis(30);
        if check.run(store, lease, tokio::time::sleep).await.is_err() {
            failed.push(check.name());
        }
    }
    failed
}

#[tokio::test]
async fn the_suite_bites() {
    let tokenless = violations(&Tokenless(MemoryStore::new())).await;
    assert!(
        tokenless.contains(&"who_was_taken_over_is_fenced"),
        "{tokenless:?}"
    );
    let restarting = violations(&Restarting::default()).await;
    assert!(
        restarting.contains(&"tokens_grow_over_what_is_forgotten"),
        "{restarting:?}"
    );
    let forgetful = violations(&Forgetful(MemoryStore::new())).await;
    assert!(
        forgetful.contains(&"a_committed_key_is_done"),
        "{forgetful:?}"
    );
}
