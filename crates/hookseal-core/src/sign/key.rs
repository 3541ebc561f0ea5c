//! Keys that sign.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::SignError;
#[cfg(feature = "aws-lc")]
use super::pair::{self, Pair};
use crate::algorithm::{Macs, ReadyKey, SignatureForm, Tag};
use crate::key::{SecretRules, secret_bytes};
use crate::{Algorithm, ConfigError, KeyFormat, PublicKey, Secret};

/// A private key, for [`Signer`](crate::Signer): of Ed25519, and with the feature `aws-lc` of
/// ECDSA and RSA.
///
/// `Debug` is redacted, and the seed of an Ed25519 key is overwritten on drop.
pub struct PrivateKey(Private);

#[allow(clippy::large_enum_variant)] // it is boxed by who keeps it
enum Private {
    Ed25519(SigningKey),
    #[cfg(feature = "aws-lc")]
    Pair(Pair),
}

impl PrivateKey {
    /// The 32 bytes that RFC 8032 calls the private key (others: the seed).
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidKey`] when there are not 32.
    pub fn from_seed(seed: &[u8]) -> Result<Self, ConfigError> {
        let seed: &[u8; 32] = seed.try_into().map_err(|_| ConfigError::InvalidKey {
            reason: "an Ed25519 private key has 32 bytes",
        })?;
        Ok(Self(Private::Ed25519(SigningKey::from_bytes(seed))))
    }

    /// A key in PEM, not encrypted: of Ed25519, ECDSA on P-256 or P-384, or RSA. PKCS #8, as
    /// `openssl genpkey` writes it, or with the label `EC PRIVATE KEY` or `RSA PRIVATE KEY`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidKey`] when it is something else.
    #[cfg(feature = "aws-lc")]
    pub fn from_pem(text: &str) -> Result<Self, ConfigError> {
        match pair::from_pem(text)? {
            pair::Read::Seed(seed) => Self::from_seed(&*seed),
            pair::Read::Pair(pair) => Ok(Self(Private::Pair(pair))),
        }
    }

    /// The algorithm that it signs by where none is said: for RSA, `rsa-v1_5-sha256`.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Private::Ed25519(_) => Algorithm::Ed25519,
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => pair.algorithm(),
        }
    }

    /// The public key that verifies what this one signs.
    ///
    /// # Errors
    ///
    /// None in practice; the public key passes the same checks as any other.
    pub fn public_key(&self) -> Result<PublicKey, ConfigError> {
        match &self.0 {
            Private::Ed25519(key) => PublicKey::from_bytes(key.verifying_key().as_bytes().to_vec()),
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => PublicKey::from_bytes(pair.public_bytes().to_vec()),
        }
    }

    /// Whether it can sign by this algorithm.
    #[must_use]
    pub fn signs_by(&self, algorithm: Algorithm) -> bool {
        match &self.0 {
            Private::Ed25519(_) => algorithm == Algorithm::Ed25519,
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => pair.fits(algorithm),
        }
    }

    fn sign(&self, algorithm: Algorithm, form: SignatureForm, message: &[u8]) -> Option<Tag> {
        if !self.signs_by(algorithm) {
            return None;
        }
        let _ = form; // Ed25519 has one only
        match &self.0 {
            Private::Ed25519(key) => Tag::new(&key.sign(message).to_bytes()),
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => Tag::new(&pair.sign(algorithm, form, message)?),
        }
    }

    /// What verifies it, ready.
    fn verifying(&self, algorithm: Algorithm) -> Option<ReadyKey> {
        match &self.0 {
            Private::Ed25519(key) => {
                ReadyKey::public(algorithm, key.verifying_key().as_bytes()).ok()
            }
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => ReadyKey::public(algorithm, pair.public_bytes()).ok(),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// A key that can sign for a scheme.
#[derive(Debug)]
#[non_exhaustive]
pub enum SigningMaterial {
    /// A shared secret.
    Secret(Secret),
    /// A private key.
    Private(PrivateKey),
}

impl From<Secret> for SigningMaterial {
    fn from(secret: Secret) -> Self {
        Self::Secret(secret)
    }
}

impl From<PrivateKey> for SigningMaterial {
    fn from(key: PrivateKey) -> Self {
        Self::Private(key)
    }
}

/// A key made ready to sign for one scheme.
pub(crate) enum SignerKey {
    Hmac {
        ready: Box<ReadyKey>,
        /// The key itself, for senders that show it.
        bytes: Zeroizing<Vec<u8>>,
    },
    Private {
        key: Box<PrivateKey>,
        algorithm: Algorithm,
    },
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignerKey(…)")
    }
}

impl SignerKey {
    /// Weak secrets are taken: the sender's they are to judge.
    pub(crate) fn new(
        key: SigningMaterial,
        scheme: &str,
        algorithm: Algorithm,
        format: KeyFormat,
    ) -> Result<Self, ConfigError> {
        let symmetric = algorithm.is_symmetric();
        let wrong_kind = |needed| ConfigError::WrongKeyKind {
            scheme: scheme.to_owned(),
            needed,
        };
        match key {
            SigningMaterial::Secret(secret) if symmetric => {
                let rules = SecretRules {
                    scheme: scheme.to_owned(),
                    algorithm,
                    format,
                    min_bytes: 1,
                    allow_weak: true,
                    api_keys: true,
                };
                let bytes = secret_bytes(&secret, &rules)?;
                let ready = Box::new(ReadyKey::hmac(algorithm, &bytes)?);
                Ok(Self::Hmac { ready, bytes })
            }
            SigningMaterial::Private(key) if key.signs_by(algorithm) => {
                let key = Box::new(key);
                Ok(Self::Private { key, algorithm })
            }
            SigningMaterial::Private(_) if !symmetric => Err(ConfigError::InvalidKey {
                reason: "it is a private key of another algorithm than the scheme's",
            }),
            SigningMaterial::Secret(_) => Err(wrong_kind("private key")),
            SigningMaterial::Private(_) => Err(wrong_kind("secret")),
        }
    }

    /// The key itself, where it is a secret and text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Hmac { bytes, .. } => std::str::from_utf8(bytes).ok(),
            Self::Private { .. } => None,
        }
    }

    /// What verifies what it signs.
    pub(super) fn verifying(&self) -> Option<ReadyKey> {
        match self {
            Self::Hmac { ready, .. } => Some(ready.as_ref().clone()),
            Self::Private { key, algorithm } => key.verifying(*algorithm),
        }
    }

    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        form: SignatureForm,
        pieces: &[&[u8]],
    ) -> Result<Tag, SignError> {
        let tag = match self {
            Self::Hmac { ready, .. } => Macs::none(algorithm).and_then(|mut macs| {
                if !macs.start(ready) {
                    return None;
                }
                for piece in pieces {
                    macs.update(piece);
                }
                macs.first_tag()
            }),
            Self::Private { key, .. } => {
                let message = Zeroizing::new(pieces.concat());
                key.sign(algorithm, form, &message)
            }
        };
        tag.ok_or_else(|| SignError::Unsignable("the key does not fit the algorithm".to_owned()))
    }
}
