//! The memory store under threads that do not wait for each other.
//!
//! Its operations each hold one lock from their beginning to their end, so what is tried
//! here is that they do, and what they share beside it: the count of records. What they do
//! one after the other is compared with a model in `replay_store.rs`.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt as _;
use hookseal_core::UnixTime;
use hookseal_core::time::Clock;
use hookseal_replay::{
    DeliveryKey, Fingerprint, MemoryStore, ReplayStore, Reservation, ReserveRequest, Reserved,
    Settled, StoreError,
};

const THREADS: u64 = 4;
const STEPS: usize = 20_000;
/// Some share the lock of their part of the table, since their first bytes do.
const KEYS: [[u8; 2]; 6] = [[0, 0], [0, 1], [64, 0], [1, 0], [2, 0], [2, 1]];
const LEASE: u64 = 50;

/// A memory store is never waited for.
fn now<T>(operation: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    operation.now_or_never().unwrap()
}

fn request(key: [u8; 2], lease: Duration) -> ReserveRequest {
    let mut bytes = [0; 32];
    bytes[..2].copy_from_slice(&key);
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    ReserveRequest::new(
        DeliveryKey::from_bytes(bytes),
        Fingerprint::of(b"body"),
        lease,
        year,
    )
}

/// Numbers that are the same in each run: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn key(&mut self) -> usize {
        usize::try_from(self.below(KEYS.len() as u64)).unwrap()
    }
}

/// Runs a body in each of some threads, which begin at once.
fn at_once<T: Send>(threads: u64, body: impl Fn(Chance) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(usize::try_from(threads).unwrap());
    thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|seed| {
                let (barrier, body) = (&barrier, &body);
                scope.spawn(move || {
                    barrier.wait();
                    body(Chance(seed))
                })
            })
            .collect();
        started
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Mutual exclusion: while leases hold, no key has two holders, and none that is done has one.
#[test]
fn i36_no_two_hold_a_key_at_once() {
    let store = MemoryStore::new();
    let held: [AtomicBool; KEYS.len()] = Default::default();
    let done: [AtomicBool; KEYS.len()] = Default::default();
    let granted = at_once(THREADS, |mut chance| {
        let mut granted = 0_usize;
        for _ in 0..STEPS {
            let key = chance.key();
            let request = request(KEYS[key], Duration::from_secs(60));
            let Ok(Reserved::Granted(reservation)) = now(store.reserve(&request)) else {
                continue;
            };
            granted += 1;
            assert!(!held[key].swap(true, Ordering::SeqCst), "two hold {key}");
            assert!(!done[key].load(Ordering::SeqCst), "{key} was done");
            assert_eq!(now(store.extend(&reservation)).unwrap(), Settled::Applied);
            let commits = chance.below(2) == 0;
            done[key].store(commits, Ordering::SeqCst);
            held[key].store(false, Ordering::SeqCst);
            if commits {
                assert_eq!(now(store.commit(&reservation)).unwrap(), Settled::Applied);
                // Only this thread can tell when it may be granted again.
                done[key].store(false, Ordering::SeqCst);
                assert!(now(store.forget(request.key())).unwrap());
            } else {
                assert_eq!(now(store.release(&reservation)).unwrap(), Settled::Applied);
            }
        }
        granted
    });
    assert!(granted.iter().sum::<usize>() > STEPS / 2, "{granted:?}");
    assert_eq!(store.len(), KEYS.len());
}

/// A clock that any thread moves on.
#[derive(Debug, Default)]
struct Hand(AtomicU64);

impl Clock for Hand {
    fn now(&self) -> UnixTime {
        UnixTime::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Something that a store has done, between two moments of an order that all threads share.
#[derive(Clone, Copy, Debug)]
struct Event {
    key: usize,
    token: u64,
    what: What,
    begin: u64,
    end: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Granted,
    Extended,
    Committed,
    Released,
    Forgotten,
}

/// Fencing: once a key has been granted again, its former holder changes nothing.
#[test]
fn i36_who_was_taken_over_changes_nothing() {
    let hand = Arc::new(Hand::default());
    let store = MemoryStore::builder().clock(Arc::clone(&hand)).build();
    let order = AtomicU64::new(0);
    // Reservations are handed around, as if each of their handlers ran anywhere.
    let holding: Mutex<Vec<(usize, Reservation)>> = Mutex::default();
    let seen = at_once(THREADS, |mut chance| {
        let mut events = Vec::new();
        for _ in 0..STEPS {
            let begin = order.fetch_add(1, Ordering::SeqCst);
            let mut note = |key, token, what| {
                let end = order.fetch_add(1, Ordering::SeqCst);
                events.push(Event {
                    key,
                    token,
                    what,
                    begin,
                    end,
                });
            };
            let key = chance.key();
            let step = chance.below(10);
            if step == 0 {
                hand.0.fetch_add(chance.below(LEASE), Ordering::SeqCst);
            } else if step == 1 {
                let request = request(KEYS[key], Duration::from_millis(LEASE));
                if now(store.forget(request.key())).unwrap() {
                    note(key, 0, What::Forgotten);
                }
            } else if step < 6 {
                let request = request(KEYS[key], Duration::from_millis(LEASE));
                if let Reserved::Granted(held) = now(store.reserve(&request)).unwrap() {
                    note(key, held.token(), What::Granted);
                    holding.lock().unwrap().push((key, held));
                }
            } else {
                let taken = {
                    let holding = holding.lock().unwrap();
                    // Of the last, since most of the others are stale.
                    let back = usize::try_from(chance.below(16)).unwrap();
                    holding.iter().rev().nth(back).copied()
                };
                let Some((key, held)) = taken else { continue };
                let (settled, what) = match step {
                    6 => (now(store.extend(&held)), What::Extended),
                    7 => (now(store.release(&held)), What::Released),
                    _ => (now(store.commit(&held)), What::Committed),
                };
                if settled.unwrap() == Settled::Applied {
                    note(key, held.token(), what);
                }
            }
        }
        events
    });
    let mut events: Vec<_> = seen.into_iter().flatten().collect();
    events.sort_by_key(|event| event.end);
    for key in 0..KEYS.len() {
        judge(events.iter().filter(|event| event.key == key));
    }
}

/// What must hold of one key's events, in the order of their ends.
fn judge<'a>(events: impl Iterator<Item = &'a Event>) {
    let mut granted: Vec<Event> = Vec::new();
    let mut extended = 0_u32;
    let mut settled: HashMap<u64, Event> = HashMap::new();
    let (mut commits, mut forgets) = (0_u32, 0_u32);
    for event in events {
        // Of what had surely been granted before this began.
        let before = granted.iter().filter(|grant| grant.end < event.begin);
        let last = before.map(|grant| grant.token).max();
        match event.what {
            What::Granted => {
                assert!(last.is_none_or(|last| event.token > last), "{event:?}");
                let mut others = granted.iter().map(|grant| grant.token);
                assert!(others.all(|token| token != event.token), "{event:?}");
                granted.push(*event);
            }
            What::Forgotten => forgets += 1,
            What::Extended | What::Committed | What::Released => {
                assert!(last.is_none_or(|last| event.token >= last), "{event:?}");
                if let Some(first) = settled.get(&event.token) {
                    assert!(first.end > event.begin, "{event:?} after {first:?}");
                }
                if event.what != What::Extended {
                    let twice = settled.insert(event.token, *event);
                    assert!(twice.is_none(), "{event:?} and {twice:?}");
                }
                commits += u32::from(event.what == What::Committed);
                extended += u32::from(event.what == What::Extended);
            }
        }
    }
    let tried = granted.len() > 500 && commits > 200 && extended > 50;
    assert!(tried, "too little was tried");
    // It cannot be done again before it is forgotten, nor forgotten before it is done.
    assert!(commits == forgets || commits == forgets + 1);
}

/// The bound: of more keys than there is room for, as many are granted as there is room, and
/// what has expired makes room for as many again.
#[test]
fn i35_i36_threads_do_not_outgrow_the_capacity() {
    const ROOM: usize = 8;
    let hand = Arc::new(Hand::default());
    let store = MemoryStore::builder()
        .capacity(ROOM)
        .clock(Arc::clone(&hand))
        .build();
    let next = AtomicU64::new(0);
    for _ in 0..200 {
        let granted = at_once(THREADS, |_| {
            let mut granted = 0;
            for _ in 0..ROOM {
                let number = next.fetch_add(1, Ordering::SeqCst).to_be_bytes();
                let wanted = request([number[7], number[6]], Duration::from_millis(LEASE));
                granted += usize::from(now(store.reserve(&wanted)).is_ok());
                assert!(store.len() <= ROOM);
            }
            granted
        });
        assert_eq!(granted.iter().sum::<usize>(), ROOM);
        assert_eq!(store.len(), ROOM);
        let two_years = 2 * 365 * 24 * 60 * 60 * 1000;
        hand.0.fetch_add(two_years, Ordering::SeqCst);
    }
}
