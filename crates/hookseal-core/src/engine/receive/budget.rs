//! The memory budget for the unverified bodies of one verifier.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::limits::{RETRY_AFTER_SECS, UNCOUNTED};
use crate::verdict::{Rejection, RetryStatus};

/// The bytes of unverified bodies that are held while more of them is waited for.
#[derive(Debug)]
pub(crate) struct Budget {
    total: usize,
    held: AtomicUsize,
    /// Whether its exhaustion has been logged; reset when half of it is free again.
    said: AtomicBool,
    /// How the sender is asked to retry.
    retry_status: RetryStatus,
}

impl Budget {
    pub(crate) const fn new(total: usize, retry_status: RetryStatus) -> Self {
        Self {
            total,
            held: AtomicUsize::new(0),
            said: AtomicBool::new(false),
            retry_status,
        }
    }

    pub(crate) const fn total(&self) -> usize {
        self.total
    }

    /// The bytes that are counted now.
    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Counts so many bytes more, if there is room for all of them.
    fn take(&self, bytes: usize) -> bool {
        let more = |held: usize| held.checked_add(bytes).filter(|sum| *sum <= self.total);
        // It orders nothing else: the number is all there is.
        self.held
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok()
    }

    fn give_back(&self, bytes: usize) {
        let before = self.held.fetch_sub(bytes, Ordering::Relaxed);
        if before.saturating_sub(bytes) <= self.total / 2 {
            self.said.store(false, Ordering::Relaxed);
        }
    }

    /// A line in the log for each time that it is used up, not for each request.
    fn say(&self, provider: &str) {
        if !self.said.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "hookseal",
                provider,
                code = "overloaded",
                "unverified bodies use the whole budget of {} bytes: further requests are answered {}; raise `unverified_budget` if this is normal load",
                self.total,
                self.retry_status.code()
            );
        }
    }
}

/// One body's share of a [`Budget`], returned when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Share {
    /// The budget it belongs to, once there is a share.
    budget: Option<Arc<Budget>>,
    bytes: usize,
}

impl Share {
    /// A body of this length is held, and more of it waited for. Nothing is counted of small
    /// ones.
    #[inline]
    pub(super) fn cover(
        &mut self,
        length: usize,
        budget: &Arc<Budget>,
        provider: &str,
    ) -> Result<(), Rejection> {
        let counted = length.saturating_sub(UNCOUNTED);
        if counted <= self.bytes {
            return Ok(());
        }
        self.grow(counted, budget, provider)
    }

    #[cold]
    fn grow(
        &mut self,
        counted: usize,
        budget: &Arc<Budget>,
        provider: &str,
    ) -> Result<(), Rejection> {
        if !budget.take(counted.saturating_sub(self.bytes)) {
            budget.say(provider);
            return Err(Rejection::Overloaded {
                status: budget.retry_status,
                retry_after_secs: RETRY_AFTER_SECS,
            });
        }
        self.bytes = counted;
        self.budget.get_or_insert_with(|| Arc::clone(budget));
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if let Some(budget) = &self.budget {
            budget.give_back(self.bytes);
        }
    }
}

#[cfg(test)]
mod tests;
