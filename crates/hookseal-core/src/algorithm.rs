//! The algorithms that sign, and their streaming state.

use std::fmt;

use ed25519_dalek::{Signature, StreamVerifier, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use smallvec::SmallVec;
use subtle::{Choice, ConstantTimeEq as _};

use crate::ConfigError;

/// How a message is signed.
///
/// The scheme says which; nothing in a request ever chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519 (RFC 8032): a public key verifies. Keys of small order are refused.
    Ed25519,
    /// HMAC (RFC 2104) with SHA-1, for senders that offer nothing else.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
}

impl Algorithm {
    /// Whether one shared secret both signs and verifies.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        !matches!(self, Self::Ed25519)
    }

    /// The length of a signature in bytes.
    #[must_use]
    pub const fn signature_bytes(self) -> usize {
        match self {
            Self::HmacSha1 => 20,
            Self::HmacSha256 => 32,
            Self::HmacSha384 => 48,
            Self::HmacSha512 | Self::Ed25519 => 64,
        }
    }
}

/// The usual name, such as `hmac-sha256`.
impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "ed25519",
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
        })
    }
}

/// The bytes of one signature, none longer than 64.
#[derive(Clone, Copy)]
pub(crate) struct Tag {
    bytes: [u8; 64],
    len: u8,
}

impl Tag {
    /// `None` when there are more than 64 bytes.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let mut tag = Self {
            bytes: [0; 64],
            len: u8::try_from(bytes.len()).ok()?,
        };
        tag.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(tag)
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// Signatures found in one request; two fit without an allocation.
pub(crate) type Tags = SmallVec<[Tag; 2]>;

/// A key with its schedule computed.
pub(crate) enum ReadyKey {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
    Ed25519(VerifyingKey),
}

impl ReadyKey {
    pub(crate) fn hmac(algorithm: Algorithm, key: &[u8]) -> Result<Self, ConfigError> {
        let unusable = |_| ConfigError::InvalidKey {
            reason: "it does not fit the algorithm",
        };
        match algorithm {
            Algorithm::HmacSha1 => Hmac::new_from_slice(key).map(Self::Sha1),
            Algorithm::HmacSha256 => Hmac::new_from_slice(key).map(Self::Sha256),
            Algorithm::HmacSha384 => Hmac::new_from_slice(key).map(Self::Sha384),
            Algorithm::HmacSha512 => Hmac::new_from_slice(key).map(Self::Sha512),
            Algorithm::Ed25519 => {
                return Err(ConfigError::InvalidKey {
                    reason: "Ed25519 needs a public key",
                });
            }
        }
        .map_err(unusable)
    }

    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Sha1(_) => Algorithm::HmacSha1,
            Self::Sha256(_) => Algorithm::HmacSha256,
            Self::Sha384(_) => Algorithm::HmacSha384,
            Self::Sha512(_) => Algorithm::HmacSha512,
            Self::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// An Ed25519 public key of 32 bytes in canonical form.
    ///
    /// Keys of small order are refused here. With such a key one signature would
    /// fit many messages; with any other, the streaming check below is as strict
    /// as `verify_strict` for the purpose of authentication: it recomputes R,
    /// compares its canonical encoding, and refuses S outside the group's order.
    pub(crate) fn ed25519(bytes: &[u8]) -> Result<Self, ConfigError> {
        let invalid = |reason| ConfigError::InvalidKey { reason };
        let bytes: &[u8; 32] = bytes
            .try_into()
            .map_err(|_| invalid("an Ed25519 public key has 32 bytes"))?;
        let key = VerifyingKey::from_bytes(bytes)
            .map_err(|_| invalid("it is no point of the Ed25519 curve"))?;
        if key.is_weak() {
            return Err(invalid(
                "it is an Ed25519 key of small order, with which anyone can sign",
            ));
        }
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(invalid(
                "it is not in canonical form (RFC 8032, section 5.1.3)",
            ));
        }
        Ok(Self::Ed25519(key))
    }

    /// Starts checking `signature` over a message still to come.
    ///
    /// `None` when this key cannot have made a signature of that form.
    pub(crate) fn verify_stream(&self, signature: &[u8]) -> Option<StreamVerifier> {
        let Self::Ed25519(key) = self else {
            return None;
        };
        key.verify_stream(&Signature::from_slice(signature).ok()?)
            .ok()
    }
}

/// The running HMACs of all keys of one request. Two keys fit without an allocation.
#[derive(Clone)]
pub(crate) enum Macs {
    Sha1(SmallVec<[Hmac<Sha1>; 2]>),
    Sha256(SmallVec<[Hmac<Sha256>; 2]>),
    Sha384(SmallVec<[Hmac<Sha384>; 2]>),
    Sha512(SmallVec<[Hmac<Sha512>; 2]>),
}

/// Runs the same code for whichever hash is in use.
macro_rules! each_mac {
    ($macs:expr, $all:ident => $body:expr) => {
        match $macs {
            Macs::Sha1($all) => $body,
            Macs::Sha256($all) => $body,
            Macs::Sha384($all) => $body,
            Macs::Sha512($all) => $body,
        }
    };
}

impl Macs {
    /// No running HMAC yet; `None` for algorithms that are none.
    pub(crate) fn none(algorithm: Algorithm) -> Option<Self> {
        Some(match algorithm {
            Algorithm::HmacSha1 => Self::Sha1(SmallVec::new()),
            Algorithm::HmacSha256 => Self::Sha256(SmallVec::new()),
            Algorithm::HmacSha384 => Self::Sha384(SmallVec::new()),
            Algorithm::HmacSha512 => Self::Sha512(SmallVec::new()),
            Algorithm::Ed25519 => return None,
        })
    }

    /// Adds a fresh HMAC under `key`; keys of another algorithm are left out.
    pub(crate) fn start(&mut self, key: &ReadyKey) {
        match (self, key) {
            (Self::Sha1(all), ReadyKey::Sha1(key)) => all.push(key.clone()),
            (Self::Sha256(all), ReadyKey::Sha256(key)) => all.push(key.clone()),
            (Self::Sha384(all), ReadyKey::Sha384(key)) => all.push(key.clone()),
            (Self::Sha512(all), ReadyKey::Sha512(key)) => all.push(key.clone()),
            _ => {}
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        each_mac!(self, all => all.iter_mut().for_each(|mac| mac.update(bytes)));
    }

    /// Which of the HMACs equals one of `tags`, by position.
    ///
    /// Every pair is compared in full: the time tells neither which key matched
    /// nor how much of a signature was right.
    pub(crate) fn matching(self, tags: &[Tag]) -> Option<usize> {
        each_mac!(self, all => {
            let mut found = None;
            for (position, mac) in all.into_iter().enumerate() {
                let computed = mac.finalize().into_bytes();
                let mut equal = Choice::from(0);
                for tag in tags {
                    equal |= computed.as_slice().ct_eq(tag.as_slice());
                }
                if bool::from(equal) && found.is_none() {
                    found = Some(position);
                }
            }
            found
        })
    }

    /// The first HMAC's value, for signing.
    pub(crate) fn first_tag(self) -> Option<Tag> {
        each_mac!(self, all => Tag::new(&all.into_iter().next()?.finalize().into_bytes()))
    }
}
