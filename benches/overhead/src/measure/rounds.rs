//! Interleaved rounds: everyone runs in each, in an order that moves on, so that what the
//! machine does meanwhile falls on all alike.

use std::time::{Duration, Instant};

use crate::contestant::Batch;

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub rounds: usize,
    /// How long one batch should take.
    pub batch: Duration,
}

/// Nanoseconds for each of `prepare`'s things, for each contestant in each round.
///
/// Preparing and clearing away are not timed. All are given as many: few enough for those
/// that are slow, enough to be warm for those that are fast, and no more than caches hold, or
/// requests that wait in slow memory would cost who is given them.
#[must_use]
pub fn rounds(contestants: &[&dyn Fn(usize) -> Batch], effort: Effort) -> Vec<Vec<f64>> {
    let counts: Vec<_> = contestants
        .iter()
        .map(|prepare| count_for(prepare, effort.batch))
        .collect();
    let slowest = counts.iter().copied().min().unwrap_or(1);
    let fastest = counts.iter().copied().max().unwrap_or(1);
    let count = fastest.min(4 * slowest);
    let rounds = effort.rounds * if count < MOST { 1 } else { ROUNDS_OF_SHORT };
    let mut measured = vec![Vec::with_capacity(rounds); contestants.len()];
    for round in 0..rounds {
        for turn in 0..contestants.len() {
            let place = (round + turn) % contestants.len();
            let batch = contestants[place](count);
            let start = Instant::now();
            batch();
            measured[place].push(start.elapsed().as_nanos() as f64 / count as f64);
        }
    }
    measured
}

/// So many requests, with their headers, lie in the cache of one core.
const MOST: usize = 64;

/// Short batches are repeated more often.
const ROUNDS_OF_SHORT: usize = 8;

/// How many fill a batch; on the way, caches and branches become warm.
fn count_for(prepare: &dyn Fn(usize) -> Batch, batch: Duration) -> usize {
    let mut count = 1;
    loop {
        let ready = prepare(count);
        let start = Instant::now();
        ready();
        let took = start.elapsed();
        if took >= batch || count >= MOST {
            return count;
        }
        let more = batch.as_nanos() / took.as_nanos().max(1) + 1;
        count = (count * usize::try_from(more).unwrap_or(2).clamp(2, 16)).min(MOST);
    }
}

/// The middle one; 0 of none.
#[must_use]
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
