//! Keys for the requests of unknown tenants ("strangers"), so that neither answers nor their
//! timing reveal which tenants an app knows.
//!
//! A stranger's request is handled like a known tenant's with a wrong signature: it is checked
//! against keys that nobody has, as many as known tenants have, and refused after its body has
//! arrived.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::ReadyKeys;
use crate::crypto::Algorithm;
use crate::crypto::algorithm::ReadyKey;
use crate::error::ConfigError;
use crate::key::{MAX_KEYS, PreparedKeys};
use crate::request::RequestHead;
use crate::time::UnixTime;

/// Keys for unknown tenants.
pub(crate) struct Strangers {
    algorithm: Algorithm,
    /// The secret from which all keys are derived.
    root: Hmac<Sha256>,
    /// Of each [`Shape`].
    rings: Vec<ReadyKeys>,
    /// How many lookups have found each.
    found: [AtomicU64; SHAPES],
    /// Whether tenants may have schemes of their own.
    pub(crate) of_many_schemes: bool,
}

impl Strangers {
    /// All keys are derived from `secret`; without one, each process has its own.
    pub(crate) fn new(
        algorithm: Algorithm,
        secret: Option<&[u8]>,
        of_many_schemes: bool,
    ) -> Result<Self, ConfigError> {
        let random = Zeroizing::new(random());
        let secret = secret.unwrap_or(&*random);
        let root = Hmac::new_from_slice(secret).map_err(|_| ConfigError::InvalidKey {
            reason: "it is not a valid key for the algorithm",
        })?;
        let mut strangers = Self {
            algorithm,
            root,
            rings: Vec::with_capacity(SHAPES),
            found: Default::default(),
            of_many_schemes,
        };
        for shape in 0..SHAPES {
            let ring = strangers.ring(&Shape::at(shape))?;
            strangers.rings.push(ring);
        }
        Ok(strangers)
    }

    /// Notes what a known tenant has.
    pub(crate) fn note(&self, keys: &ReadyKeys, now: impl FnOnce() -> UnixTime) {
        let shape = Shape::of(keys, now);
        if let Some(count) = shape.and_then(|shape| self.found.get(shape.place())) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Keys to check a request against that has none. The same name nearly always gets the same
    /// number, and names with two keys are as frequent as among known tenants' requests.
    pub(crate) fn keys(&self, head: &dyn RequestHead) -> ReadyKeys {
        let place = self.place(head);
        let ring = self.rings.get(place).or_else(|| self.rings.first());
        ring.map_or_else(|| ReadyKeys::new(Arc::default()), ReadyKeys::clone)
    }

    fn place(&self, head: &dyn RequestHead) -> usize {
        let found = self.found.each_ref().map(|n| n.load(Ordering::Relaxed));
        let all = found.iter().fold(0_u64, |all, n| all.saturating_add(*n));
        let derived = self.derived("how many", name(head));
        let share = derived.first_chunk().copied().map_or(0, u64::from_be_bytes);
        let nth = (u128::from(share) * u128::from(all)) >> u64::BITS;
        let mut before = 0_u128;
        let reached = found.iter().position(|n| {
            before = before.saturating_add((*n).into());
            nth < before
        });
        reached.unwrap_or_default()
    }

    /// A key to answer a handshake that expects an HMAC: a different one for each name, as
    /// known tenants have.
    pub(crate) fn answering(&self, head: &dyn RequestHead) -> Arc<PreparedKeys> {
        let name = name(head);
        let id = self.derived("its id", name);
        let id: String = id.iter().take(16).map(|byte| of_id(*byte)).collect();
        let key = self.key("an answer", name).ok();
        let keys = key.map(|key| (key, Some(Arc::from(id))));
        Arc::new(PreparedKeys::of_nobody(keys))
    }

    fn ring(&self, shape: &Shape) -> Result<ReadyKeys, ConfigError> {
        let keys = (0..shape.keys).map(|nth| {
            let nth = [u8::try_from(nth).unwrap_or(u8::MAX)];
            // Of those that have ids, a request can name one.
            let id = (shape.named && nth != [0]).then(|| {
                let id = self.derived("an id", &nth);
                Arc::from(base16ct::lower::encode_string(&*id))
            });
            Ok((self.key("one of a ring", &nth)?, id))
        });
        let keys: Vec<_> = keys.collect::<Result<_, ConfigError>>()?;
        Ok(ReadyKeys::new(Arc::new(PreparedKeys::of_nobody(keys))))
    }

    fn key(&self, what: &str, whose: &[u8]) -> Result<ReadyKey, ConfigError> {
        ReadyKey::of_nobody(self.algorithm, &self.derived(what, whose))
    }

    pub(super) fn derived(&self, what: &str, whose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut mac = self.root.clone();
        for part in [what.as_bytes(), &[0], whose] {
            mac.update(part);
        }
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

/// The properties of a tenant's keys that can be seen in the timing.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// How many are valid.
    keys: usize,
    /// Whether all have ids, so that a request may name one.
    named: bool,
}

impl Shape {
    fn of(keys: &ReadyKeys, now: impl FnOnce() -> UnixTime) -> Option<Self> {
        let all = keys.keys.as_slice();
        let now = all.iter().any(|key| !key.is_always_active()).then(now);
        let is_valid = |at| all.iter().filter(move |key| key.is_active(at)).count();
        let keys = now.map_or(all.len(), is_valid);
        let named = all.iter().all(|key| key.id().is_some());
        (keys > 0).then_some(Self { keys, named })
    }

    fn at(place: usize) -> Self {
        Self {
            keys: (place % MAX_KEYS).saturating_add(1),
            named: place >= MAX_KEYS,
        }
    }

    fn place(&self) -> usize {
        let base = if self.named { MAX_KEYS } else { 0 };
        base.saturating_add(self.keys).saturating_sub(1)
    }
}

/// With one key and more, and the same with ids.
const SHAPES: usize = 2 * MAX_KEYS;

/// The name of the tenant in a request: from the adapter, else its path.
fn name(head: &dyn RequestHead) -> &[u8] {
    let path = || head.target().split('?').next().unwrap_or_default();
    head.tenant().unwrap_or_else(path).as_bytes()
}

/// A letter or digit.
fn of_id(byte: u8) -> char {
    char::from_digit(u32::from(byte) % 36, 36).unwrap_or('0')
}

/// Unpredictable bytes: the standard library seeds each of these from the system.
fn random() -> [u8; 32] {
    let state = RandomState::new();
    let mut bytes = [0; 32];
    for (nth, word) in bytes.chunks_exact_mut(8).enumerate() {
        word.copy_from_slice(&state.hash_one(nth).to_be_bytes());
    }
    bytes
}

/// Shows no key.
impl fmt::Debug for Strangers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strangers")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
