//! Keys that sign.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::SignError;
use crate::algorithm::{Macs, ReadyKey, Tag};
use crate::key::{SecretRules, secret_bytes};
use crate::{Algorithm, ConfigError, KeyFormat, PublicKey, Secret};

/// A private Ed25519 key, for [`Signer`](crate::Signer).
///
/// `Debug` is redacted and the seed is overwritten on drop.
pub struct PrivateKey(SigningKey);

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
        Ok(Self(SigningKey::from_bytes(seed)))
    }

    /// The public key that verifies what this one signs.
    ///
    /// # Errors
    ///
    /// None in practice; the public key passes the same checks as any other.
    pub fn public_key(&self) -> Result<PublicKey, ConfigError> {
        PublicKey::from_bytes(self.0.verifying_key().as_bytes().to_vec())
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

pub(crate) enum SignerKey {
    Hmac(Box<ReadyKey>),
    Ed25519(Box<PrivateKey>),
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
        if !symmetric && algorithm != Algorithm::Ed25519 {
            return Err(ConfigError::InvalidScheme {
                scheme: scheme.to_owned(),
                reason: "its algorithm is for verification only",
            });
        }
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
                Ok(Self::Hmac(Box::new(ReadyKey::hmac(algorithm, &bytes)?)))
            }
            SigningMaterial::Private(key) if !symmetric => Ok(Self::Ed25519(Box::new(key))),
            SigningMaterial::Secret(_) => Err(wrong_kind("private key")),
            SigningMaterial::Private(_) => Err(wrong_kind("secret")),
        }
    }

    pub(crate) fn sign(&self, algorithm: Algorithm, pieces: &[&[u8]]) -> Result<Tag, SignError> {
        let tag = match self {
            Self::Hmac(key) => Macs::none(algorithm).and_then(|mut macs| {
                if !macs.start(key) {
                    return None;
                }
                for piece in pieces {
                    macs.update(piece);
                }
                macs.first_tag()
            }),
            Self::Ed25519(key) => {
                let message = Zeroizing::new(pieces.concat());
                Tag::new(&key.0.sign(&message).to_bytes())
            }
        };
        tag.ok_or_else(|| SignError::Unsignable("the key does not fit the algorithm".to_owned()))
    }
}
