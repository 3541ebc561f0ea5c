//! One delivery's way: reserve, handle, settle.

use std::future::{Future, poll_fn};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use hookseal_core::Rejection;

use super::erased::within;
use super::guard::Inner;
use super::hold::{Failed, hold};
use super::runs::InProgress;
use super::unsettled::Unsettled;
use super::{Admission, OtherBody, Reservation, ReserveRequest, Reserved, Settled, StoreError};

/// The response to a delivery.
#[derive(Debug)]
pub enum Answer<R> {
    /// The handler's response.
    Handled(R),
    /// It was handled before, and is answered this.
    Duplicate(hookseal_core::adapter::Answer),
    /// It is refused, in most cases to be retried.
    Refused(Rejection),
}

/// A delivery's run that has come to its end.
#[derive(Debug)]
pub struct Ran<R> {
    /// The response.
    pub answer: Answer<R>,
    /// A commit that the store has not accepted yet, to be run in the background.
    pub unsettled: Option<Unsettled>,
}

impl Admission {
    /// Reserves the delivery, runs its handler, and commits or releases it by the `status`
    /// of the answer; `None` is a failure without one. Adapters see to it that this runs
    /// to its end, also when the client is gone.
    ///
    /// `handle` makes the handler's future; it gets the reservation, unless the delivery is
    /// handled unguarded. A panic in it counts as a failure. `sleep` is only called when
    /// something has to be waited for.
    pub fn run<H, T, R, S, F>(
        self,
        sleep: S,
        handle: H,
        status: impl FnOnce(&R) -> Option<u16>,
    ) -> impl Future<Output = Ran<R>>
    where
        H: FnOnce(Option<Reservation>) -> T,
        T: Future<Output = R>,
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        // Taken in place: the state of `handle` is large, and is stored once.
        let mut handle = Some(handle);
        async move {
            let _in_progress = InProgress::begin(&self.guard);
            let guard = self.guard.inner();
            let held = match self.reserve(&sleep).await {
                Ok(held) => held,
                Err(answer) => return Ran::with(answer),
            };
            // In a block of its own, so that its room is free for what follows.
            let (mut ran, is_done) = {
                let mut handler = pin!(None);
                let handler = poll_fn(|context| {
                    if let Some(handle) = handle.take() {
                        handler.set(Some(handle(held)));
                    }
                    match handler.as_mut().as_pin_mut() {
                        Some(handler) => handler.poll(context),
                        None => Poll::Pending, // its `handle` has panicked
                    }
                });
                match hold(guard, held.as_ref(), &sleep, handler).await {
                    Ok(answer) => {
                        let is_done = status(&answer).is_some_and(|status| guard.settles(status));
                        (Ran::with(Answer::Handled(answer)), is_done)
                    }
                    Err(failed) => (Ran::with(Answer::Refused(self.failed(failed))), false),
                }
            };
            if let Some(held) = &held {
                if is_done {
                    ran.unsettled = self.commit(held, &sleep).await;
                } else {
                    self.release(held, &sleep).await;
                }
            }
            ran
        }
    }

    /// The reservation, if the delivery is guarded; or else what to answer at once.
    async fn reserve<R, S, F>(&self, sleep: &S) -> Result<Option<Reservation>, Answer<R>>
    where
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let Some(request) = &self.request else {
            return Ok(None);
        };
        let guard = self.guard.inner();
        let reserved = within(guard.store_timeout, sleep, guard.store.reserve(request)).await;
        match reserved {
            Ok(Reserved::Granted(held)) => Ok(Some(held)),
            Ok(Reserved::InFlight { lease_left }) => {
                let rejection = Rejection::InFlight {
                    status: guard.in_flight_status.unwrap_or(self.retry_status),
                    retry_after_secs: retry_after(lease_left),
                };
                Err(self.refuse(rejection))
            }
            Ok(Reserved::Done { same_body }) => Err(self.duplicate(request, same_body)),
            Err(error) if guard.fail_open => {
                self.warn(
                    request,
                    "handled without replay protection, because the store failed",
                    &error,
                );
                Ok(None)
            }
            Err(error) => Err(self.refuse(Rejection::StoreUnavailable {
                reason: error.to_string(),
                status: self.retry_status,
                retry_after_secs: retry_after(STORE_RETRY_AFTER),
            })),
        }
    }

    fn duplicate<R>(&self, request: &ReserveRequest, same_body: bool) -> Answer<R> {
        let guard = self.guard.inner();
        let (provider, endpoint) = (self.verifier.provider(), guard.endpoint.as_str());
        if same_body {
            tracing::debug!(target: "hookseal", provider, endpoint, key = %request.key(), "a duplicate");
            return Answer::Duplicate(guard.duplicates.answer(self.receipt));
        }
        tracing::warn!(
            target: "hookseal", provider, endpoint, key = %request.key(),
            "this event id was already handled with a different body"
        );
        match guard.other_body {
            OtherBody::Duplicate => Answer::Duplicate(guard.duplicates.answer(self.receipt)),
            OtherBody::Refuse => self.refuse(Rejection::OtherBody),
        }
    }

    async fn commit<S, F>(&self, held: &Reservation, sleep: &S) -> Option<Unsettled>
    where
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let guard = self.guard.inner();
        match within(guard.store_timeout, sleep, guard.store.commit(held)).await {
            Ok(settled) => {
                committed(guard, held, settled);
                None
            }
            Err(error) => {
                tracing::error!(
                    target: "hookseal", provider = self.verifier.provider(),
                    endpoint = guard.endpoint, key = %held.key(),
                    "handled, but not committed yet, so it may be handled again: {error}"
                );
                Some(Unsettled::new(self.guard.clone(), *held))
            }
        }
    }

    /// Whatever comes of it, the lease ends one day.
    async fn release<S, F>(&self, held: &Reservation, sleep: &S)
    where
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let guard = self.guard.inner();
        let text = match within(guard.store_timeout, sleep, guard.store.release(held)).await {
            Ok(Settled::Applied) => return,
            Ok(Settled::AlreadyCommitted) => {
                "its handler committed it and then failed; it counts as done".to_owned()
            }
            Ok(Settled::Fenced) => {
                "its handler failed, after another run had taken over its lease".to_owned()
            }
            Err(error) => format!(
                "could not be released, so a retry has to wait until its lease ends: {error}"
            ),
        };
        tracing::warn!(
            target: "hookseal", provider = self.verifier.provider(),
            endpoint = guard.endpoint, key = %held.key(), "{text}"
        );
    }

    fn failed(&self, failed: Failed) -> Rejection {
        let rejection = match failed {
            Failed::Panicked => Rejection::HandlerFailed {
                reason: "it panicked",
            },
            Failed::TimedOut => Rejection::HandlerFailed {
                reason: "it took longer than the guard's `handler_timeout`",
            },
        };
        self.verifier.log(&rejection);
        rejection
    }

    fn refuse<R>(&self, rejection: Rejection) -> Answer<R> {
        self.verifier.log(&rejection);
        Answer::Refused(rejection)
    }

    fn warn(&self, request: &ReserveRequest, text: &str, error: &StoreError) {
        tracing::warn!(
            target: "hookseal", provider = self.verifier.provider(),
            endpoint = self.guard.inner().endpoint, key = %request.key(), "{text}: {error}"
        );
    }
}

/// The result of a commit.
pub(super) fn committed(guard: &Inner, held: &Reservation, settled: Settled) {
    if settled == Settled::Fenced {
        tracing::error!(
            target: "hookseal", endpoint = guard.endpoint, key = %held.key(), token = held.token(),
            "handled by two runs: this one had lost its lease when it committed; consider a longer lease"
        );
    }
}

impl Inner {
    /// Whether the handler's status settles a delivery for good.
    fn settles(&self, status: u16) -> bool {
        (200..300).contains(&status) || self.final_statuses.contains(&status)
    }
}

impl<R> Ran<R> {
    const fn with(answer: Answer<R>) -> Self {
        Self {
            answer,
            unsettled: None,
        }
    }
}

/// Whole seconds up to a minute, some sooner and some later, so that deliveries which were
/// turned away together do not come back together.
pub(super) fn retry_after(wait: Duration) -> u64 {
    let millis = wait.min(LONGEST_RETRY_AFTER).as_millis();
    // A hasher of unforeseeable keys is chance enough.
    let chance = RandomState::new().build_hasher().finish() % 401;
    let jittered = millis.saturating_mul(u128::from(800 + chance)) / 1000;
    u64::try_from(jittered.div_ceil(1000)).map_or(60, |seconds| seconds.max(1))
}

const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);
const STORE_RETRY_AFTER: Duration = Duration::from_secs(10);
