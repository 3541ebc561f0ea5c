//! Runs in progress, and waiting for their end.

use std::borrow::Borrow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::ReplayGuard;

/// How many runs are in progress, and who waits for their end.
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
    /// How many runs of handlers are in progress, those among them whose client has gone, and
    /// those whose commit is being tried again.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.inner().runs.count.load(Ordering::SeqCst)
    }

    /// Waits until no run is in progress: for the end of an app, after its server has taken
    /// the last request.
    ///
    /// A handler whose client has gone runs on in the background, where no server knows of
    /// it. A process that ends meanwhile cuts it off, and its delivery has to wait for a lease
    /// to end and for its sender to try again. Bound this by a time of your own: a handler has
    /// up to its guard's `handler_timeout`, and a commit that its store does not take is tried
    /// for a quarter of an hour.
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
            // Who has seen a run in progress has left its waker by now, or sees none later.
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
