//! Private keys.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::algorithm::Tag;
use crate::{ConfigError, PublicKey};

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

impl PrivateKey {
    pub(super) fn sign(&self, message: &[u8]) -> Option<Tag> {
        Tag::new(&self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}
