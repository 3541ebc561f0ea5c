//! Private keys.

use std::fmt;

#[cfg(feature = "ed25519")]
use ed25519_dalek::{Signer as _, SigningKey};

#[cfg(feature = "aws-lc")]
use super::pair::{self, Pair};
use crate::crypto::Algorithm;
use crate::crypto::algorithm::{ReadyKey, SignatureForm, Tag};
use crate::error::ConfigError;
use crate::key::PublicKey;

/// A private key, for [`Signer`](crate::signing::Signer): of Ed25519 with the feature `ed25519`, of ECDSA
/// and RSA with `aws-lc`.
///
/// `Debug` is redacted, and the seed of an Ed25519 key is overwritten on drop.
pub struct PrivateKey(Private);

#[allow(clippy::large_enum_variant)] // boxed where it is stored
enum Private {
    #[cfg(feature = "ed25519")]
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
    #[cfg(feature = "ed25519")]
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
            #[cfg(feature = "ed25519")]
            pair::Read::Seed(seed) => Self::from_seed(&*seed),
            pair::Read::Pair(pair) => Ok(Self(Private::Pair(pair))),
        }
    }

    /// The algorithm that it signs by where none is said: for RSA, `rsa-v1_5-sha256`.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match &self.0 {
            #[cfg(feature = "ed25519")]
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
            #[cfg(feature = "ed25519")]
            Private::Ed25519(key) => PublicKey::from_bytes(key.verifying_key().as_bytes().to_vec()),
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => PublicKey::from_bytes(pair.public_bytes().to_vec()),
        }
    }

    /// Whether it can sign by this algorithm.
    #[must_use]
    pub fn signs_by(&self, algorithm: Algorithm) -> bool {
        match &self.0 {
            #[cfg(feature = "ed25519")]
            Private::Ed25519(_) => algorithm == Algorithm::Ed25519,
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => pair.fits(algorithm),
        }
    }

    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        form: SignatureForm,
        message: &[u8],
    ) -> Option<Tag> {
        if !self.signs_by(algorithm) {
            return None;
        }
        let _ = form; // Ed25519 has one only
        match &self.0 {
            #[cfg(feature = "ed25519")]
            Private::Ed25519(key) => Tag::new(&key.sign(message).to_bytes()),
            #[cfg(feature = "aws-lc")]
            Private::Pair(pair) => Tag::new(&pair.sign(algorithm, form, message)?),
        }
    }

    /// The public key that verifies its signatures, prepared.
    pub(crate) fn verifying(&self, algorithm: Algorithm) -> Option<ReadyKey> {
        match &self.0 {
            #[cfg(feature = "ed25519")]
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
