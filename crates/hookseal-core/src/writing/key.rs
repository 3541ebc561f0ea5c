//! Keys that sign.

use std::fmt;

use zeroize::Zeroizing;

#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
use super::PrivateKey;
use super::SignError;
use crate::crypto::Algorithm;
use crate::crypto::algorithm::{Macs, ReadyKey, SignatureForm, Tag};
use crate::error::ConfigError;
use crate::key::{KeyFormat, Secret, SecretRules, secret_bytes};

/// A key that can sign for a scheme.
#[derive(Debug)]
#[non_exhaustive]
pub enum SigningMaterial {
    /// A shared secret.
    Secret(Secret),
    /// A private key.
    #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
    Private(PrivateKey),
}

impl From<Secret> for SigningMaterial {
    fn from(secret: Secret) -> Self {
        Self::Secret(secret)
    }
}

#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
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
    #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
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
    /// Weak secrets are accepted: choosing them is the sender's responsibility.
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
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            SigningMaterial::Private(key) if key.signs_by(algorithm) => {
                let key = Box::new(key);
                Ok(Self::Private { key, algorithm })
            }
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            SigningMaterial::Private(_) if !symmetric => Err(ConfigError::InvalidKey {
                reason: "it is a private key for a different algorithm than the scheme's",
            }),
            SigningMaterial::Secret(_) => Err(wrong_kind("private key")),
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            SigningMaterial::Private(_) => Err(wrong_kind("secret")),
        }
    }

    /// The key itself, where it is a secret and text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Hmac { bytes, .. } => std::str::from_utf8(bytes).ok(),
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            Self::Private { .. } => None,
        }
    }

    /// The key that verifies its signatures.
    #[allow(clippy::unnecessary_wraps)] // where there are no private keys
    pub(crate) fn verifying(&self) -> Option<ReadyKey> {
        match self {
            Self::Hmac { ready, .. } => Some(ready.as_ref().clone()),
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            Self::Private { key, algorithm } => key.verifying(*algorithm),
        }
    }

    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        form: SignatureForm,
        pieces: &[&[u8]],
    ) -> Result<Tag, SignError> {
        let _ = form; // HMAC has one only
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
            #[cfg(any(feature = "aws-lc", feature = "ed25519"))]
            Self::Private { key, .. } => {
                let message = Zeroizing::new(pieces.concat());
                key.sign(algorithm, form, &message)
            }
        };
        tag.ok_or_else(|| {
            SignError::Unsignable("the key is not valid for the algorithm".to_owned())
        })
    }
}
