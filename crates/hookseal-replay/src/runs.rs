//! Runs in progress, and waiting for their end.

use std::borrow::Borrow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::ReplayGuard;

/// The number of runs in progress, and the tasks waiting for their end.
#[derive(Debug, Default)]
pub(super) struct Runs {
    count: AtomicUsize,
    waiting: Mutex<Vec<Waker>>,
}

impl Runs {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReplayGuard {
    /// How many runs of handlers are in progress, including those whose client has
    /// disconnected and those whose commit is being retried.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.inner().runs.count.load(Ordering::SeqCst)
    }

    /// Waits until no run is in progress: for the shutdown of an app, after its server has
    /// accepted the last request.
    ///
    /// A handler whose client has disconnected continues in the background, unknown to the
    /// server. If the process exits meanwhile, the handler is cut off, and its delivery has to
    /// wait until the lease ends and the sender retries. Use a timeout of your own here: a
    /// handler may take up to its guard's `handler_timeout`, and a commit that the store does
    /// not accept is retried for a quarter of an hour.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use hookseal_replay::{MemoryStore, ReplayGuard};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), hookseal_core::ConfigError> {
    /// let guard = ReplayGuard::new("billing", MemoryStore::new())?;
    /// // … after the server has been shut down in good order:
    /// if tokio::time::timeout(Duration::from_secs(30), guard.drained()).await.is_err() {
    ///     eprintln!("{} handlers are cut off", guard.runs());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn drained(&self) -> Drained {
        Drained(self.clone())
    }
}

/// One run in progress, until it is dropped.
pub(super) struct InProgress<G: Borrow<ReplayGuard>>(G);

impl<G: Borrow<ReplayGuard>> InProgress<G> {
    /// Counts a run of a guard's.
    pub(super) fn begin(guard: G) -> Self {
        let runs = &guard.borrow().inner().runs;
        runs.count.fetch_add(1, Ordering::SeqCst);
        Self(guard)
    }

    pub(super) fn guard(&self) -> &ReplayGuard {
        self.0.borrow()
    }
}

impl<G: Borrow<ReplayGuard>> Drop for InProgress<G> {
    fn drop(&mut self) {
        let runs = &self.guard().inner().runs;
        if runs.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            // A task that saw a run in progress has registered its waker by now, or will see none.
            let waiting = std::mem::take(&mut *runs.waiting());
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

/// The future of [`ReplayGuard::drained`].
#[must_use = "futures do nothing unless polled"]
pub struct Drained(ReplayGuard);

impl Future for Drained {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let runs = &self.0.inner().runs;
        let mut waiting = runs.waiting();
        if runs.count.load(Ordering::SeqCst) == 0 {
            return Poll::Ready(());
        }
        let own = context.waker();
        if !waiting.iter().any(|other| other.will_wake(own)) {
            waiting.push(own.clone());
        }
        Poll::Pending
    }
}

impl fmt::Debug for Drained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drained")
            .field("runs", &self.0.runs())
            .finish()
    }
}
