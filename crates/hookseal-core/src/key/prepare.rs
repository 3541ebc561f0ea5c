//! Keys made ready for a scheme: decoded, checked, and their schedules computed once.

use std::fmt;
use std::sync::Arc;

use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::{Key, KeyFormat, KeyKind, KeyRing, Secret};
use crate::algorithm::ReadyKey;
use crate::{Algorithm, ConfigError, UnixTime};

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
}

/// Which key of a ring: its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySlot(u8);

impl KeySlot {
    /// The position in the ring, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
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
#[derive(Debug)]
pub(crate) struct PreparedKeys(Vec<PreparedKey>);

/// What a scheme demands of its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretRules {
    pub(crate) scheme: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) format: KeyFormat,
    pub(crate) min_bytes: usize,
    pub(crate) allow_weak: bool,
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
            let (ready, canonical) = prepare(key, rules)?;
            if let Some(first) = seen.iter().position(|other| *other == canonical) {
                return Err(ConfigError::EquivalentKeys {
                    first,
                    second: keys.len(),
                });
            }
            seen.push(canonical);
            keys.push(PreparedKey {
                ready,
                slot,
                label: key.label.as_deref().map(Arc::from),
                id: key.id.as_deref().map(Arc::from),
                not_before: key.not_before,
                not_after: key.not_after,
            });
        }
        Ok(Self(keys))
    }

    /// A key that nobody has, to work with where there is none: what it accepts is
    /// refused all the same.
    pub(crate) fn decoy(rules: &SecretRules) -> Result<Self, ConfigError> {
        let ready = match rules.algorithm {
            Algorithm::Ed25519 => ReadyKey::public(rules.algorithm, DECOY_POINT)?,
            #[cfg(feature = "aws-lc")]
            Algorithm::EcdsaP256Sha256 => ReadyKey::public(rules.algorithm, DECOY_P256)?,
            #[cfg(feature = "aws-lc")]
            Algorithm::EcdsaP384Sha384 => ReadyKey::public(rules.algorithm, DECOY_P384)?,
            #[cfg(feature = "aws-lc")]
            Algorithm::RsaPssSha512 | Algorithm::RsaV15Sha256 => {
                ReadyKey::public(rules.algorithm, &decoy_rsa())?
            }
            symmetric => ReadyKey::hmac(symmetric, &[0x5A; 32])?,
        };
        Ok(Self(vec![PreparedKey {
            ready,
            slot: KeySlot(0),
            label: None,
            id: None,
            not_before: None,
            not_after: None,
        }]))
    }

    pub(crate) fn label(&self, slot: KeySlot) -> Option<&str> {
        self.0.get(slot.index())?.label()
    }

    pub(crate) fn as_slice(&self) -> &[PreparedKey] {
        &self.0
    }
}

/// The key made ready, and a form in which equivalent keys are equal.
fn prepare(key: &Key, rules: &SecretRules) -> Result<(ReadyKey, Zeroizing<Vec<u8>>), ConfigError> {
    let wrong_kind = |needed| ConfigError::WrongKeyKind {
        scheme: rules.scheme.clone(),
        needed,
    };
    match (&key.kind, rules.algorithm.is_symmetric()) {
        (KeyKind::Secret(secret), true) => {
            let bytes = secret_bytes(secret, rules)?;
            let ready = ReadyKey::hmac(rules.algorithm, &bytes)?;
            Ok((ready, hmac_block(rules.algorithm, &bytes)))
        }
        (KeyKind::Public(public), false) => {
            let bytes = rules.format.public_bytes(&public.0, rules.algorithm)?;
            Ok((ReadyKey::public(rules.algorithm, &bytes)?, bytes))
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
    if rules.allow_weak {
        return Ok(bytes);
    }
    if let super::Material::Text(text) = &secret.0 {
        if let Some(prefix) = API_KEY_PREFIXES.iter().find(|p| text.starts_with(**p)) {
            return Err(ConfigError::LooksLikeApiKey { prefix });
        }
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        if PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
            return Err(ConfigError::WeakSecret);
        }
    }
    if bytes.len() < rules.min_bytes {
        return Err(ConfigError::SecretTooShort {
            actual: bytes.len(),
            minimum: rules.min_bytes,
        });
    }
    if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
        return Err(ConfigError::WeakSecret);
    }
    Ok(bytes)
}

/// The key as HMAC sees it (RFC 2104, section 2): hashed when longer than a block,
/// then filled up with zeros, so without zeros at its end.
fn hmac_block(algorithm: Algorithm, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let block = match algorithm {
        Algorithm::HmacSha384 | Algorithm::HmacSha512 => 128,
        _ => 64,
    };
    let mut bytes = if key.len() <= block {
        key.to_vec()
    } else {
        match algorithm {
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

/// The public key of RFC 8032, section 7.1, test 1.
const DECOY_POINT: &[u8] = &[
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];

/// The generator of P-256 (SEC 1, uncompressed).
#[cfg(feature = "aws-lc")]
const DECOY_P256: &[u8] = &[
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
    0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2,
    0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
    0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51,
    0xf5,
];

/// The generator of P-384.
#[cfg(feature = "aws-lc")]
const DECOY_P384: &[u8] = &[
    0x04, 0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3, 0x20, 0xad,
    0x74, 0x6e, 0x1d, 0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a,
    0x38, 0x55, 0x02, 0xf2, 0x5d, 0xbf, 0x55, 0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a,
    0xb7, 0x36, 0x17, 0xde, 0x4a, 0x96, 0x26, 0x2c, 0x6f, 0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc,
    0x29, 0xf8, 0xf4, 0x1d, 0xbd, 0x28, 0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31, 0x13, 0xb5, 0xf0, 0xb8,
    0xc0, 0x0a, 0x60, 0xb1, 0xce, 0x1d, 0x7e, 0x81, 0x9d, 0x7a, 0x43, 0x1d, 0x7c, 0x90, 0xea, 0x0e,
    0x5f,
];

/// A PKCS #1 `RSAPublicKey` of 2048 bits, whose modulus is any odd number.
#[cfg(feature = "aws-lc")]
fn decoy_rsa() -> Vec<u8> {
    let mut der = vec![0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
    der.extend([0xc5; 256]);
    der.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
    der
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

/// Words that stand in examples where a real secret belongs.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change_me",
    "change-me",
    "your_",
    "your-",
    "placeholder",
];
