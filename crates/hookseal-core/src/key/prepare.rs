//! Keys made ready for a scheme: decoded, checked, and their schedules computed once.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "sha1")]
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::{Key, KeyFormat, KeyKind, KeyRing, Secret, weak};
use crate::crypto::algorithm::{Macs, ReadyKey};
use crate::crypto::{Algorithm, Transcript};
use crate::error::ConfigError;
use crate::time::UnixTime;

/// The most keys that can be active at once; each is tried for every request.
pub(crate) const MAX_KEYS: usize = 8;

/// A key ready to verify with, as schemes written by hand receive it.
pub struct PreparedKey {
    pub(crate) ready: ReadyKey,
    slot: KeySlot,
    label: Option<Arc<str>>,
    id: Option<Arc<str>>,
    not_before: Option<UnixTime>,
    not_after: Option<UnixTime>,
    /// The digest of a public key.
    public: Option<[u8; 32]>,
}

/// Which key of a ring: its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySlot(u8);

impl KeySlot {
    /// The positions in a ring, from the first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    /// The position in the ring, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Some keys of a ring: a bit for each position.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeySlots(u32);

impl KeySlots {
    /// How many there are.
    pub(crate) const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Each, in the order of the ring.
    pub(crate) fn iter(self) -> impl Iterator<Item = KeySlot> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let lowest = u8::try_from(left.trailing_zeros()).ok()?;
            left = left.checked_sub(1).map(|below| left & below)?;
            Some(KeySlot(lowest))
        })
    }
}

/// No ring has more keys than there are bits: see [`MAX_KEYS`].
impl FromIterator<KeySlot> for KeySlots {
    fn from_iter<I: IntoIterator<Item = KeySlot>>(slots: I) -> Self {
        let bit = |slot: KeySlot| 1_u32.checked_shl(slot.0.into()).unwrap_or(0);
        Self(slots.into_iter().fold(0, |bits, slot| bits | bit(slot)))
    }
}

impl PreparedKey {
    /// Which key of the ring this is.
    #[must_use]
    pub const fn slot(&self) -> KeySlot {
        self.slot
    }

    /// The key's label, if the app gave one.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The id by which the sender names the key, if the app gave one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// A fingerprint of this key, the same in every process. It reveals nothing of the key,
    /// except that a guessed secret can be confirmed with it.
    pub(crate) fn fingerprint(&self) -> Option<[u8; 32]> {
        if self.public.is_some() {
            return self.public;
        }
        let mut macs = Macs::none(self.ready.algorithm())?;
        macs.start(&self.ready).then_some(())?;
        macs.update(b"hookseal: whose delivery it is");
        // Hashed once more: the HMAC itself would be a signature.
        Some(Sha256::digest(macs.first_tag()?.as_slice()).into())
    }

    /// Whether the key is valid at any time.
    pub(crate) const fn is_always_active(&self) -> bool {
        self.not_before.is_none() && self.not_after.is_none()
    }

    /// Whether the key is valid at this instant.
    #[must_use]
    pub fn is_active(&self, now: UnixTime) -> bool {
        self.not_before.is_none_or(|start| start <= now)
            && self.not_after.is_none_or(|end| now <= end)
    }
}

impl fmt::Debug for PreparedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedKey")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

/// All keys of a verifier.
#[derive(Debug, Default)]
pub(crate) struct PreparedKeys(Vec<PreparedKey>);

/// A scheme's requirements for its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretRules {
    pub(crate) scheme: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) format: KeyFormat,
    pub(crate) min_bytes: usize,
    pub(crate) allow_weak: bool,
    /// Whether the sender signs with its API's keys.
    pub(crate) api_keys: bool,
}

impl PreparedKeys {
    pub(crate) fn new(ring: &KeyRing, rules: &SecretRules) -> Result<Self, ConfigError> {
        if ring.is_empty() {
            return Err(ConfigError::NoKey);
        }
        if ring.len() > MAX_KEYS {
            return Err(ConfigError::TooManyKeys {
                actual: ring.len(),
                maximum: MAX_KEYS,
            });
        }
        let mut keys = Vec::with_capacity(ring.len());
        let mut seen: Vec<Zeroizing<Vec<u8>>> = Vec::with_capacity(ring.len());
        for (slot, key) in (0..).map(KeySlot).zip(&ring.keys) {
            let Prepared {
                ready,
                canonical,
                not_before,
                not_after,
            } = prepare(key, rules)?;
            if let Some(first) = seen.iter().position(|other| *other == canonical) {
                return Err(ConfigError::EquivalentKeys {
                    first,
                    second: keys.len(),
                });
            }
            let public = (!rules.algorithm.is_symmetric())
                .then(|| Sha256::digest(canonical.as_slice()).into());
            seen.push(canonical);
            keys.push(PreparedKey {
                ready,
                slot,
                public,
                label: key.label.as_deref().map(Arc::from),
                id: key.id.as_deref().map(Arc::from),
                not_before: key.not_before.max(not_before),
                not_after: match (key.not_after, not_after) {
                    (Some(chosen), Some(own)) => Some(chosen.min(own)),
                    (chosen, own) => chosen.or(own),
                },
            });
        }
        Ok(Self(keys))
    }

    /// Keys that nobody has, with ids, to work with where there are none: what they accept is
    /// refused all the same.
    pub(crate) fn of_nobody(keys: impl IntoIterator<Item = (ReadyKey, Option<Arc<str>>)>) -> Self {
        let key = |(slot, (ready, id))| PreparedKey {
            ready,
            slot,
            id,
            label: None,
            not_before: None,
            not_after: None,
            public: None,
        };
        Self(KeySlot::all().zip(keys).map(key).collect())
    }

    /// Keys of a signer, by which a delivery is checked to learn what is signed of it.
    pub(crate) fn of_signer(ready: impl IntoIterator<Item = ReadyKey>) -> Self {
        Self::of_nobody(ready.into_iter().map(|ready| (ready, None)))
    }

    /// The same keys, which also keep each message that is checked by them.
    pub(crate) fn recording(&self, transcript: &Transcript) -> Self {
        let key = |key: &PreparedKey| PreparedKey {
            ready: key.ready.clone().recording(transcript),
            slot: key.slot,
            label: key.label.clone(),
            id: key.id.clone(),
            not_before: key.not_before,
            not_after: key.not_after,
            public: key.public,
        };
        Self(self.0.iter().map(key).collect())
    }

    /// Those that are valid at this time, which is asked for only where that matters.
    pub(crate) fn valid(&self, now: impl FnOnce() -> UnixTime) -> KeySlots {
        if self.0.iter().all(PreparedKey::is_always_active) {
            return self.0.iter().map(PreparedKey::slot).collect();
        }
        let now = now();
        let valid = self.0.iter().filter(|key| key.is_active(now));
        valid.map(PreparedKey::slot).collect()
    }

    pub(crate) fn label(&self, slot: KeySlot) -> Option<&str> {
        self.0.get(slot.index())?.label()
    }

    pub(crate) fn as_slice(&self) -> &[PreparedKey] {
        &self.0
    }
}

/// A key made ready.
struct Prepared {
    ready: ReadyKey,
    /// A form in which equivalent keys are equal.
    canonical: Zeroizing<Vec<u8>>,
    // When it may be used, where the key itself says so.
    not_before: Option<UnixTime>,
    not_after: Option<UnixTime>,
}

fn prepare(key: &Key, rules: &SecretRules) -> Result<Prepared, ConfigError> {
    let wrong_kind = |needed| ConfigError::WrongKeyKind {
        scheme: rules.scheme.clone(),
        needed,
    };
    match (&key.kind, rules.algorithm.is_symmetric()) {
        (KeyKind::Secret(secret), true) => {
            let bytes = secret_bytes(secret, rules)?;
            Ok(Prepared {
                ready: ReadyKey::hmac(rules.algorithm, &bytes)?,
                canonical: hmac_block(rules.algorithm, &bytes),
                not_before: None,
                not_after: None,
            })
        }
        (KeyKind::Public(public), false) => {
            let key = rules.format.public_key(&public.0, rules.algorithm)?;
            Ok(Prepared {
                ready: ReadyKey::public(rules.algorithm, &key.bytes)?,
                canonical: key.bytes,
                not_before: key.not_before,
                not_after: key.not_after,
            })
        }
        (KeyKind::Public(_), true) => Err(wrong_kind("secret")),
        (KeyKind::Secret(_), false) => Err(wrong_kind("public key")),
    }
}

/// The bytes of a secret, or why it must not be used.
pub(crate) fn secret_bytes(
    secret: &Secret,
    rules: &SecretRules,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let bytes = rules.format.bytes(&secret.0)?;
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(ConfigError::EmptySecret);
    }
    refuse_zeros(&bytes, rules)?;
    if rules.allow_weak {
        return Ok(bytes);
    }
    if let super::Material::Text(text) = &secret.0 {
        refuse_other_texts(text, rules)?;
    }
    // A hash has always its length, and no pattern; the text before it has.
    let chosen: &[u8] = match (&rules.format, &secret.0) {
        #[cfg(feature = "sha1")]
        (KeyFormat::Sha1, super::Material::Text(text)) => text.as_bytes(),
        _ => &bytes,
    };
    if chosen.len() < rules.min_bytes {
        return Err(ConfigError::SecretTooShort {
            actual: chosen.len(),
            minimum: rules.min_bytes,
        });
    }
    if weak::is_pattern(chosen) {
        return Err(ConfigError::WeakSecret);
    }
    Ok(bytes)
}

/// Refuses keys that are shorter to HMAC than they look, because zeros at the end do not count.
/// This is never intended, so there is no option for it. A random key occasionally ends in one
/// or two zeros.
fn refuse_zeros(bytes: &[u8], rules: &SecretRules) -> Result<(), ConfigError> {
    if bytes.len() > block_bytes(rules.algorithm) {
        return Ok(()); // its hash is the key
    }
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let effective = bytes.len().saturating_sub(zeros);
    if zeros > MAX_ZEROS && effective < rules.min_bytes {
        return Err(ConfigError::SecretEndsInZeros {
            effective,
            minimum: rules.min_bytes,
        });
    }
    Ok(())
}

/// Refuses texts that are not a secret of this sender's, or contain more than the secret.
fn refuse_other_texts(text: &str, rules: &SecretRules) -> Result<(), ConfigError> {
    let api_key = API_KEY_PREFIXES.iter().find(|p| text.starts_with(**p));
    if let Some(prefix) = api_key.filter(|_| !rules.api_keys) {
        return Err(ConfigError::LooksLikeApiKey { prefix });
    }
    if let Some(what) = weak::what_is_more(text) {
        return Err(ConfigError::SecretHasMore { what });
    }
    if weak::is_published(text) {
        return Err(ConfigError::PublishedSecret);
    }
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    if PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        return Err(ConfigError::WeakSecret);
    }
    Ok(())
}

/// Zeros at the end of a key that chance can have made.
const MAX_ZEROS: usize = 2;

/// The bytes of the hash's block, beyond which a key is hashed (RFC 2104, section 2).
const fn block_bytes(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::HmacSha384 | Algorithm::HmacSha512 => 128,
        _ => 64,
    }
}

/// The key as HMAC sees it (RFC 2104, section 2): hashed when longer than a block,
/// then filled up with zeros, so without zeros at its end.
fn hmac_block(algorithm: Algorithm, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = if key.len() <= block_bytes(algorithm) {
        key.to_vec()
    } else {
        match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::HmacSha1 => Sha1::digest(key).to_vec(),
            Algorithm::HmacSha384 => Sha384::digest(key).to_vec(),
            Algorithm::HmacSha512 => Sha512::digest(key).to_vec(),
            _ => Sha256::digest(key).to_vec(),
        }
    };
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    Zeroizing::new(bytes)
}

/// Beginnings of API keys that are often pasted in a webhook secret's place.
const API_KEY_PREFIXES: &[&str] = &[
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "rk_test_",
    "pk_live_",
    "pk_test_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "shpat_",
    "SG.",
];

/// Words that examples use in place of a real secret.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change_me",
    "change-me",
    "your_",
    "your-",
    "placeholder",
];
