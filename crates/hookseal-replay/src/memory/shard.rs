//! A part of the table.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use slab::Slab;

use super::expiries::Expiries;
use super::hasher::Seeded;
use super::record::Record;
use crate::DeliveryKey;

/// Records by their keys, and in the order in which they expire.
///
/// The index is small, and a new record replaces one that has just expired, so in a large
/// table each delivery touches little memory that is not in a cache.
#[derive(Default)]
pub(super) struct Shard {
    /// Where each key's record lies in `known`.
    index: HashTable<u32>,
    known: Slab<Known>,
    /// One entry for each record, of when it was to expire when the entry was made.
    expiries: Expiries,
    hasher: Seeded,
}

struct Known {
    key: DeliveryKey,
    record: Record,
}

impl Shard {
    pub(super) fn get_mut(&mut self, key: &DeliveryKey) -> Option<&mut Record> {
        let hash = self.hasher.hash_one(key);
        let place = *self
            .index
            .find(hash, |place| is(&self.known, *place, key))?;
        Some(&mut self.known.get_mut(at(place))?.record)
    }

    /// Adds the record of a new key; there is no room for more than four thousand million.
    pub(super) fn insert(&mut self, key: DeliveryKey, record: Record) -> Option<()> {
        let expires = record.expires;
        let entry = self.known.vacant_entry();
        let place = u32::try_from(entry.key()).ok()?;
        entry.insert(Known { key, record });
        let hash = self.hasher.hash_one(key);
        self.index.insert_unique(hash, place, |place| {
            let known = self.known.get(at(*place));
            known.map_or(0, |known| self.hasher.hash_one(known.key))
        });
        self.expiries.push(expires, place);
        Some(())
    }

    /// Drops an expired record, if there is one among the next `most`.
    pub(super) fn forget_expired(&mut self, now: u64, most: usize) -> usize {
        let mut forgotten = 0_usize;
        for _ in 0..most {
            let Some(place) = self.expiries.pop_due(now) else {
                break;
            };
            match self.known.get(at(place)).map(|known| known.record.expires) {
                // It was renewed since.
                Some(expires) if expires > now => self.expiries.push(expires, place),
                Some(_) => {
                    self.remove(place);
                    forgotten = forgotten.saturating_add(1);
                }
                None => {}
            }
        }
        forgotten
    }

    fn remove(&mut self, place: u32) {
        if let Some(known) = self.known.try_remove(at(place)) {
            let hash = self.hasher.hash_one(known.key);
            if let Ok(entry) = self.index.find_entry(hash, |other| *other == place) {
                entry.remove();
            }
        }
    }
}

fn is(known: &Slab<Known>, place: u32, key: &DeliveryKey) -> bool {
    known.get(at(place)).is_some_and(|known| known.key == *key)
}

/// No position that is kept is beyond what this machine can address.
fn at(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
