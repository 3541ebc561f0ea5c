//! Keys that sign.

use std::fmt;

#[cfg(feature = "ed25519")]
use zeroize::Zeroizing;

#[cfg(feature = "ed25519")]
use super::PrivateKey;
use super::SignError;
use crate::algorithm::{Macs, ReadyKey, Tag};
use crate::key::{SecretRules, secret_bytes};
use crate::{Algorithm, ConfigError, KeyFormat, Secret};

/// A key that can sign for a scheme.
#[derive(Debug)]
#[non_exhaustive]
pub enum SigningMaterial {
    /// A shared secret.
    Secret(Secret),
    /// A private key.
    #[cfg(feature = "ed25519")]
    Private(PrivateKey),
}

impl From<Secret> for SigningMaterial {
    fn from(secret: Secret) -> Self {
        Self::Secret(secret)
    }
}

#[cfg(feature = "ed25519")]
impl From<PrivateKey> for SigningMaterial {
    fn from(key: PrivateKey) -> Self {
        Self::Private(key)
    }
}

/// Whether deliveries can be signed by it, not only verified.
fn signs(algorithm: Algorithm) -> bool {
    #[cfg(feature = "ed25519")]
    if algorithm == Algorithm::Ed25519 {
        return true;
    }
    algorithm.is_symmetric()
}

pub(crate) enum SignerKey {
    Hmac(Box<ReadyKey>),
    #[cfg(feature = "ed25519")]
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
        if !signs(algorithm) {
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
            #[cfg(feature = "ed25519")]
            SigningMaterial::Private(key) if !symmetric => Ok(Self::Ed25519(Box::new(key))),
            SigningMaterial::Secret(_) => Err(wrong_kind("private key")),
            #[cfg(feature = "ed25519")]
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
            #[cfg(feature = "ed25519")]
            Self::Ed25519(key) => {
                let message = Zeroizing::new(pieces.concat());
                key.sign(&message)
            }
        };
        tag.ok_or_else(|| SignError::Unsignable("the key does not fit the algorithm".to_owned()))
    }
}
