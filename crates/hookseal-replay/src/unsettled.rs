//! A delivery that was handled while the store could not accept its commit.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use super::erased::within;
use super::run::committed;
use super::runs::InProgress;
use super::{ReplayGuard, Reservation};

/// A commit that has failed, to be tried again in the background.
///
/// Once committed, a retry of the delivery is a duplicate. Until then, or if this is
/// dropped, it is in flight until its lease ends, and is then handled again.
#[must_use = "the delivery may be handled again until this has been run"]
pub struct Unsettled {
    run: InProgress<ReplayGuard>,
    held: Reservation,
}

impl Unsettled {
    pub(super) fn new(guard: ReplayGuard, held: Reservation) -> Self {
        Self {
            run: InProgress::begin(guard),
            held,
        }
    }

    /// Retries until the store answers, for up to a quarter of an hour: a late commit
    /// still counts, unless another run has taken the delivery over.
    pub async fn settle<S, F>(self, sleep: S)
    where
        S: Fn(Duration) -> F,
        F: Future<Output = ()>,
    {
        let (guard, held) = (self.run.guard().inner(), &self.held);
        let mut waited = Duration::ZERO;
        let mut pause = FIRST_PAUSE;
        while waited < PATIENCE {
            sleep(pause).await;
            waited = waited.saturating_add(pause);
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            if let Ok(settled) = within(guard.store_timeout, &sleep, guard.store.commit(held)).await
            {
                tracing::info!(
                    target: "hookseal", endpoint = guard.endpoint, key = %held.key(),
                    "the store answered a late commit"
                );
                committed(guard, held, settled);
                return;
            }
        }
        tracing::error!(
            target: "hookseal", endpoint = guard.endpoint, key = %held.key(),
            "handled, but never committed: it will be handled again if the sender retries"
        );
    }
}

impl fmt::Debug for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsettled")
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(15 * 60);
