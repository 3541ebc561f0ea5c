//! How long this machine keeps its threads waiting, whatever they do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Watches from a thread that does nothing but sleep for a moment, again and again.
pub(super) struct Stalls {
    stop: Arc<AtomicBool>,
    longest: JoinHandle<Duration>,
}

impl Stalls {
    pub(super) fn watch() -> Self {
        let stop = Arc::<AtomicBool>::default();
        let stopped = Arc::clone(&stop);
        let longest = thread::spawn(move || {
            let mut longest = Duration::ZERO;
            while !stopped.load(Ordering::Relaxed) {
                let start = Instant::now();
                thread::sleep(MOMENT);
                longest = longest.max(start.elapsed().saturating_sub(MOMENT));
            }
            longest
        });
        Self { stop, longest }
    }

    /// By how much the longest moment was longer than it should have been.
    pub(super) fn longest(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        self.longest.join().unwrap()
    }
}

const MOMENT: Duration = Duration::from_millis(2);
