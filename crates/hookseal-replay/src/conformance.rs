//! The requirements for every store, as a test suite for the authors of stores.
//!
//! ```
//! use std::time::Duration;
//!
//! use hookseal_replay::{MemoryStore, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let store = MemoryStore::new();
//! for check in conformance::CHECKS {
//!     let lease = Duration::from_millis(100);
//!     if let Err(violation) = check.run(&store, lease, tokio::time::sleep).await {
//!         panic!("{violation}");
//!     }
//! }
//! # }
//! ```

mod extremes;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::{
    DeliveryKey, Fingerprint, ReplayStore, Reservation, ReserveRequest, Reserved, Settled,
    StoreError,
};

/// All checks. Each uses keys of its own, new in every run, so they may run side by side
/// and against a store that is in use.
pub const CHECKS: &[Check] = &[
    Check("a_new_key_is_granted_once", Kind::GrantedOnce),
    Check("a_committed_key_is_done", Kind::Done),
    Check("commits_are_idempotent", Kind::Idempotent),
    Check("a_released_key_is_granted_again", Kind::Released),
    Check("a_lease_that_ends_is_taken_over", Kind::TakenOver),
    Check("who_was_taken_over_is_fenced", Kind::Fenced),
    Check("a_late_commit_counts_if_nobody_took_over", Kind::Late),
    Check("an_extended_lease_holds", Kind::Extended),
    Check("a_done_key_stays_done_while_retained", Kind::Retained),
    Check("a_done_key_is_new_after_its_retention", Kind::Expired),
    Check("tokens_grow_over_what_is_forgotten", Kind::Growing),
    Check("a_free_key_is_kept_for_its_counters", Kind::Counters),
    Check(
        "a_forgotten_key_is_granted_under_a_new_token",
        Kind::Forgotten,
    ),
    Check("keys_do_not_touch_each_other", Kind::Apart),
    Check("of_many_at_once_one_is_granted", Kind::AtOnce),
    Check("no_time_is_too_long_or_too_short", Kind::Extremes),
];

/// One thing that every store must do.
#[derive(Clone, Copy, Debug)]
pub struct Check(&'static str, Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    GrantedOnce,
    Done,
    Idempotent,
    Released,
    TakenOver,
    Fenced,
    Late,
    Extended,
    Retained,
    Expired,
    Growing,
    Counters,
    Forgotten,
    Apart,
    AtOnce,
    Extremes,
}

/// A requirement that a store has violated.
#[derive(Clone, Debug)]
pub struct Violation {
    check: &'static str,
    saw: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.check, self.saw)
    }
}

impl std::error::Error for Violation {}

impl Check {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.0
    }

    /// Runs it. `lease` is how short leases are that have to end; the store must be able to
    /// answer a few times within one.
    ///
    /// # Errors
    ///
    /// The store's actual behaviour.
    pub async fn run<S, T>(
        &self,
        store: &impl ReplayStore,
        lease: Duration,
        sleep: S,
    ) -> Result<(), Violation>
    where
        S: Fn(Duration) -> T,
        T: Future<Output = ()>,
    {
        let run = Run {
            store,
            lease,
            sleep,
        };
        let seen = match self.1 {
            Kind::GrantedOnce => run.granted_once().await,
            Kind::Done => run.done().await,
            Kind::Idempotent => run.idempotent().await,
            Kind::Released => run.released().await,
            Kind::TakenOver => run.taken_over().await,
            Kind::Fenced => run.fenced().await,
            Kind::Late => run.late().await,
            Kind::Extended => run.extended().await,
            Kind::Retained => run.retained().await,
            Kind::Expired => run.expired().await,
            Kind::Growing => run.growing().await,
            Kind::Counters => run.counters().await,
            Kind::Forgotten => run.forgotten().await,
            Kind::Apart => run.apart().await,
            Kind::AtOnce => run.at_once().await,
            Kind::Extremes => run.extremes().await,
        };
        seen.map_err(|Saw(saw)| Violation { check: self.0, saw })
    }
}

/// An observation that violates a requirement.
struct Saw(String);

impl From<StoreError> for Saw {
    fn from(error: StoreError) -> Self {
        Self(format!("the store has failed: {error}"))
    }
}

macro_rules! expect {
    ($condition:expr, $($text:tt)+) => {
        if !$condition {
            return Err(Saw(format!($($text)+)));
        }
    };
}

struct Run<'a, R, S> {
    store: &'a R,
    lease: Duration,
    sleep: S,
}

impl<R, S, T> Run<'_, R, S>
where
    R: ReplayStore,
    S: Fn(Duration) -> T,
    T: Future<Output = ()>,
{
    async fn granted_once(&self) -> Result<(), Saw> {
        let request = lasting();
        let held = self.granted(&request).await?;
        expect!(
            held.attempt() == 1,
            "the first attempt is {}",
            held.attempt()
        );
        expect!(!held.is_repeated(), "the first attempt counts as repeated");
        expect!(
            held.request() == &request,
            "it granted {:?}",
            held.request()
        );
        match self.store.reserve(&request).await? {
            Reserved::InFlight { lease_left } => expect!(
                lease_left <= request.lease() && lease_left > request.lease() / 2,
                "of a lease of {:?} just begun {lease_left:?} are left",
                request.lease()
            ),
            other => expect!(false, "a key in flight gives {other:?}"),
        }
        Ok(())
    }

    async fn done(&self) -> Result<(), Saw> {
        let request = lasting();
        let held = self.granted(&request).await?;
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        self.is_done(&request, true).await?;
        let other_body = with_body(&request, 2);
        self.is_done(&other_body, false).await
    }

    async fn idempotent(&self) -> Result<(), Saw> {
        let request = lasting();
        let held = self.granted(&request).await?;
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        for again in [
            self.store.commit(&held).await?,
            self.store.extend(&held).await?,
            self.store.release(&held).await?,
        ] {
            self.settles(again, Settled::AlreadyCommitted)?;
        }
        self.is_done(&request, true).await
    }

    async fn released(&self) -> Result<(), Saw> {
        let request = lasting();
        let first = self.granted(&request).await?;
        self.settles(self.store.release(&first).await?, Settled::Applied)?;
        for late in [
            self.store.release(&first).await?,
            self.store.extend(&first).await?,
            self.store.commit(&first).await?,
        ] {
            self.settles(late, Settled::Fenced)?;
        }
        let second = self.granted(&with_body(&request, 2)).await?;
        follows(&first, &second)?;
        self.settles(self.store.commit(&second).await?, Settled::Applied)?;
        // The fingerprint is that of the run which counts.
        self.is_done(&request, false).await
    }

    async fn taken_over(&self) -> Result<(), Saw> {
        let request = self.short();
        let first = self.granted(&request).await?;
        self.let_end().await;
        let second = self.granted(&request).await?;
        follows(&first, &second)
    }

    async fn fenced(&self) -> Result<(), Saw> {
        let (first, second) = self.two_holders().await?;
        for late in [
            self.store.commit(&first).await?,
            self.store.extend(&first).await?,
            self.store.release(&first).await?,
        ] {
            self.settles(late, Settled::Fenced)?;
        }
        self.settles(self.store.commit(&second).await?, Settled::Applied)?;
        self.settles(self.store.commit(&first).await?, Settled::Fenced)?;
        self.settles(self.store.release(&first).await?, Settled::Fenced)?;
        self.is_done(second.request(), true).await
    }

    async fn late(&self) -> Result<(), Saw> {
        let request = self.short();
        let held = self.granted(&request).await?;
        self.let_end().await;
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        self.is_done(&request, true).await
    }

    async fn extended(&self) -> Result<(), Saw> {
        let request = self.short();
        let held = self.granted(&request).await?;
        for _ in 0..4 {
            (self.sleep)(self.lease / 2).await;
            self.settles(self.store.extend(&held).await?, Settled::Applied)?;
        }
        match self.store.reserve(&request).await? {
            Reserved::InFlight { .. } => {}
            other => expect!(false, "a key whose lease was extended gives {other:?}"),
        }
        self.let_end().await;
        follows(&held, &self.granted(&request).await?)
    }

    async fn retained(&self) -> Result<(), Saw> {
        // The lease ends long before the retention does.
        let request = self.short();
        let held = self.granted(&request).await?;
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        self.let_end().await;
        self.is_done(&request, true).await?;
        self.settles(self.store.release(&held).await?, Settled::AlreadyCommitted)?;
        self.is_done(&request, true).await
    }

    async fn expired(&self) -> Result<(), Saw> {
        let request = ReserveRequest::new(new_key(), body(1), self.lease, self.lease);
        let first = self.granted(&request).await?;
        self.settles(self.store.commit(&first).await?, Settled::Applied)?;
        self.let_end().await;
        let second = self.granted(&request).await?;
        expect!(
            second.attempt() == 1,
            "the first attempt after the retention is {}",
            second.attempt()
        );
        Ok(())
    }

    async fn growing(&self) -> Result<(), Saw> {
        let request = ReserveRequest::new(new_key(), body(1), self.lease, self.lease);
        let mut last = self.granted(&request).await?;
        for _ in 0..2 {
            self.settles(self.store.commit(&last).await?, Settled::Applied)?;
            self.let_end().await;
            // What has expired may be dropped when others come.
            for _ in 0..200 {
                self.granted(&lasting()).await?;
            }
            let next = self.granted(&request).await?;
            expect!(
                next.token() > last.token(),
                "after its record was forgotten, token {} follows {}",
                next.token(),
                last.token()
            );
            last = next;
        }
        Ok(())
    }

    async fn counters(&self) -> Result<(), Saw> {
        let request = self.short();
        let mut held = self.granted(&request).await?;
        for round in 0..4 {
            if round % 2 == 0 {
                self.settles(self.store.release(&held).await?, Settled::Applied)?;
            }
            self.let_end().await;
            let next = self.granted(&request).await?;
            follows(&held, &next)?;
            held = next;
        }
        Ok(())
    }

    async fn forgotten(&self) -> Result<(), Saw> {
        let request = lasting();
        expect!(
            !self.store.forget(request.key()).await?,
            "a key that nobody knows was forgotten"
        );
        let held = self.granted(&request).await?;
        expect!(
            !self.store.forget(request.key()).await?,
            "a key in flight was forgotten"
        );
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        expect!(
            self.store.forget(request.key()).await?,
            "a done key was not forgotten"
        );
        self.settles(self.store.commit(&held).await?, Settled::Fenced)?;
        let next = self.granted(&request).await?;
        follows(&held, &next)
    }

    async fn apart(&self) -> Result<(), Saw> {
        let (one, other) = (lasting(), lasting());
        let held = self.granted(&one).await?;
        self.granted(&other).await?;
        self.settles(self.store.commit(&held).await?, Settled::Applied)?;
        match self.store.reserve(&other).await? {
            Reserved::InFlight { .. } => Ok(()),
            other => Err(Saw(format!("another key's commit makes it {other:?}"))),
        }
    }

    async fn at_once(&self) -> Result<(), Saw> {
        let request = lasting();
        let asked = (0..32).map(|_| self.store.reserve(&request)).collect();
        let mut granted = Vec::new();
        for reserved in all(asked).await {
            match reserved? {
                Reserved::Granted(held) => granted.push(held),
                Reserved::InFlight { .. } => {}
                done @ Reserved::Done { .. } => expect!(false, "nobody has committed: {done:?}"),
            }
        }
        expect!(
            granted.len() == 1,
            "of 32 at once {} are granted",
            granted.len()
        );
        Ok(())
    }

    /// The lease of the first has ended, and the second has taken over.
    async fn two_holders(&self) -> Result<(Reservation, Reservation), Saw> {
        let request = self.short();
        let first = self.granted(&request).await?;
        self.let_end().await;
        let lasting = ReserveRequest::new(*request.key(), *request.fingerprint(), LONG, LONG);
        let second = self.granted(&lasting).await?;
        follows(&first, &second)?;
        Ok((first, second))
    }

    async fn granted(&self, request: &ReserveRequest) -> Result<Reservation, Saw> {
        match self.store.reserve(request).await? {
            Reserved::Granted(held) => Ok(held),
            other => Err(Saw(format!("it is to be granted, and gives {other:?}"))),
        }
    }

    async fn is_done(&self, request: &ReserveRequest, same_body: bool) -> Result<(), Saw> {
        let reserved = self.store.reserve(request).await?;
        expect!(
            reserved == Reserved::Done { same_body },
            "it is to be done, and gives {reserved:?}"
        );
        Ok(())
    }

    #[allow(clippy::unused_self)] // reads as what it is about
    fn settles(&self, settled: Settled, expected: Settled) -> Result<(), Saw> {
        expect!(settled == expected, "{settled:?} instead of {expected:?}");
        Ok(())
    }

    /// A request whose lease ends soon.
    fn short(&self) -> ReserveRequest {
        ReserveRequest::new(new_key(), body(1), self.lease, LONG)
    }

    /// Waits until a short lease has surely ended.
    async fn let_end(&self) {
        (self.sleep)(self.lease + self.lease / 2).await;
    }
}

/// A request whose lease does not end meanwhile.
fn lasting() -> ReserveRequest {
    ReserveRequest::new(new_key(), body(1), LONG, LONG)
}

fn with_body(request: &ReserveRequest, other: u8) -> ReserveRequest {
    ReserveRequest::new(
        *request.key(),
        body(other),
        request.lease(),
        request.retention(),
    )
}

fn follows(first: &Reservation, second: &Reservation) -> Result<(), Saw> {
    expect!(
        second.token() > first.token(),
        "token {} follows {}",
        second.token(),
        first.token()
    );
    expect!(
        second.attempt() == first.attempt().saturating_add(1) && second.is_repeated(),
        "attempt {} follows {}",
        second.attempt(),
        first.attempt()
    );
    Ok(())
}

const LONG: Duration = Duration::from_secs(60);

fn body(byte: u8) -> Fingerprint {
    Fingerprint::from_bytes([byte; 16])
}

/// A key that nobody has used.
fn new_key() -> DeliveryKey {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    let mut bytes = [0; 32];
    for part in bytes.chunks_mut(8) {
        let chance = RandomState::new().build_hasher().finish().to_be_bytes();
        part.copy_from_slice(chance.get(..part.len()).unwrap_or_default());
    }
    DeliveryKey::from_bytes(bytes)
}

/// Runs futures side by side.
async fn all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<Result<Pin<Box<F>>, F::Output>> = futures
        .into_iter()
        .map(|future| Ok(Box::pin(future)))
        .collect();
    std::future::poll_fn(|context| {
        let mut pending = false;
        for one in &mut running {
            if let Ok(future) = one {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(output) => *one = Err(output),
                    std::task::Poll::Pending => pending = true,
                }
            }
        }
        if pending {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    running.into_iter().filter_map(Result::err).collect()
}
