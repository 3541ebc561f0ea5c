//! Which deliveries of a shard expire next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::replay::DeliveryKey;

/// Keys in the order of their times.
///
/// Deliveries of one guard come almost always in the order in which they expire, so they
/// wait in a row; those of another guard that expire sooner are sorted beside it.
#[derive(Default)]
pub(super) struct Expiries {
    row: VecDeque<(u64, DeliveryKey)>,
    sorted: BinaryHeap<Reverse<(u64, DeliveryKey)>>,
}

impl Expiries {
    pub(super) fn push(&mut self, due: u64, key: DeliveryKey) {
        if self.row.back().is_none_or(|(last, _)| *last <= due) {
            self.row.push_back((due, key));
        } else {
            self.sorted.push(Reverse((due, key)));
        }
    }

    /// A key whose time is over, if there is one.
    pub(super) fn pop_due(&mut self, now: u64) -> Option<DeliveryKey> {
        if self.row.front().is_some_and(|(due, _)| *due <= now) {
            return self.row.pop_front().map(|(_, key)| key);
        }
        if self
            .sorted
            .peek()
            .is_some_and(|Reverse((due, _))| *due <= now)
        {
            return self.sorted.pop().map(|Reverse((_, key))| key);
        }
        None
    }
}
