//! Which records of a shard expire next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// The places of records, in the order of their times.
///
/// Deliveries of one guard arrive almost always in the order in which they expire, so they
/// are kept in a queue; those of other guards that expire sooner are sorted separately.
#[derive(Default)]
pub(super) struct Expiries {
    row: VecDeque<(u64, u32)>,
    sorted: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Expiries {
    pub(super) fn push(&mut self, due: u64, place: u32) {
        if self.row.back().is_none_or(|(last, _)| *last <= due) {
            self.row.push_back((due, place));
        } else {
            self.sorted.push(Reverse((due, place)));
        }
    }

    /// An expired one, if there is one.
    pub(super) fn pop_due(&mut self, now: u64) -> Option<u32> {
        if self.row.front().is_some_and(|(due, _)| *due <= now) {
            return self.row.pop_front().map(|(_, place)| place);
        }
        if self
            .sorted
            .peek()
            .is_some_and(|Reverse((due, _))| *due <= now)
        {
            return self.sorted.pop().map(|Reverse((_, place))| place);
        }
        None
    }
}
