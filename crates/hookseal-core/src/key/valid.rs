//! The keys that a claim is checked by.

use std::fmt;
use std::sync::Arc;

use super::{KeySlot, KeySlots, KeyedMacs, PreparedKey, PreparedKeys};
use crate::time::UnixTime;
use crate::verdict::Rejection;

/// The keys that a request may be signed with: those that are valid now. Cheap to clone, for
/// checks that learn only from the body what to check by them.
#[derive(Clone)]
pub struct Keys {
    ring: Arc<PreparedKeys>,
    valid: KeySlots,
}

impl Keys {
    /// Those of a ring that are valid at this time. It is asked for only if that matters.
    pub(crate) fn valid(ring: Arc<PreparedKeys>, now: impl FnOnce() -> UnixTime) -> Self {
        let valid = ring.valid(now);
        Self { ring, valid }
    }

    /// The key in this place alone, if it is one of them.
    pub(crate) fn only(&self, slot: KeySlot) -> Self {
        let valid = self.valid.iter().filter(|own| *own == slot).collect();
        let ring = Arc::clone(&self.ring);
        Self { ring, valid }
    }

    /// Whether there are no keys.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.valid.len() == 0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.valid.len()
    }

    pub(crate) const fn slots(&self) -> KeySlots {
        self.valid
    }

    /// Each, in the order of the ring.
    pub fn iter(&self) -> impl Iterator<Item = &PreparedKey> {
        let slots = self.valid.iter();
        slots.filter_map(|slot| self.ring.as_slice().get(slot.index()))
    }

    /// Those that can have signed a request which names the key `id`, or none: a key with an id
    /// is only for requests that name it.
    pub fn named<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a PreparedKey> {
        let fits = move |key: &&PreparedKey| key.id().is_none_or(|own| Some(own) == id);
        self.iter().filter(fits)
    }

    /// A fresh HMAC under each of them.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] if there are no keys.
    pub fn macs(&self) -> Result<KeyedMacs, Rejection> {
        macs(self.iter())
    }

    /// A fresh HMAC under each of those that are [`named`](Self::named) so.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownKey`] if there are no keys.
    pub fn macs_named(&self, id: Option<&str>) -> Result<KeyedMacs, Rejection> {
        macs(self.named(id))
    }
}

fn macs<'k>(keys: impl Iterator<Item = &'k PreparedKey>) -> Result<KeyedMacs, Rejection> {
    let mut keys = keys.peekable();
    let algorithm = keys.peek().ok_or(Rejection::UnknownKey)?.ready.algorithm();
    let mut macs = KeyedMacs::none(algorithm).ok_or(Rejection::UnknownKey)?;
    macs.start(keys);
    Ok(macs)
}

/// Shows no key.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
