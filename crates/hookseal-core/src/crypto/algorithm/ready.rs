//! Keys made ready.

#[cfg(feature = "aws-lc")]
use std::sync::Arc;

#[cfg(feature = "ed25519")]
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac};
#[cfg(feature = "sha1")]
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

#[cfg(feature = "aws-lc")]
use super::aws;
use super::recording::RecordingKey;
use super::{Algorithm, Computed, PublicStream, SignatureForm, Tags};
use crate::error::ConfigError;

/// A key with its schedule computed.
#[derive(Clone)]
pub(crate) enum ReadyKey {
    #[cfg(feature = "sha1")]
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
    #[cfg(feature = "ed25519")]
    Ed25519(VerifyingKey),
    #[cfg(feature = "aws-lc")]
    Aws(Arc<aws::AwsKey>),
    Recording(Box<RecordingKey>),
}

impl ReadyKey {
    /// A public key in its algorithm's own form: 32 bytes for Ed25519, a SEC 1 point for
    /// ECDSA, a PKCS #1 `RSAPublicKey` for RSA.
    pub(crate) fn public(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, ConfigError> {
        #[cfg(feature = "ed25519")]
        if algorithm == Algorithm::Ed25519 {
            return Self::ed25519(bytes);
        }
        #[cfg(feature = "aws-lc")]
        return aws::AwsKey::new(algorithm, bytes).map(|key| Self::Aws(Arc::new(key)));
        #[cfg(not(feature = "aws-lc"))]
        {
            let _ = (algorithm, bytes); // of another algorithm there is no public key
            Err(ConfigError::InvalidKey {
                reason: "the algorithm needs a secret",
            })
        }
    }

    pub(crate) fn hmac(algorithm: Algorithm, key: &[u8]) -> Result<Self, ConfigError> {
        let unusable = |_| ConfigError::InvalidKey {
            reason: "it is not a valid key for the algorithm",
        };
        match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::HmacSha1 => Hmac::new_from_slice(key).map(Self::Sha1),
            Algorithm::HmacSha256 => Hmac::new_from_slice(key).map(Self::Sha256),
            Algorithm::HmacSha384 => Hmac::new_from_slice(key).map(Self::Sha384),
            Algorithm::HmacSha512 => Hmac::new_from_slice(key).map(Self::Sha512),
            #[allow(unreachable_patterns)] // where HMAC is all there is
            _ => {
                return Err(ConfigError::InvalidKey {
                    reason: "the algorithm needs a public key",
                });
            }
        }
        .map_err(unusable)
    }

    /// A key that nobody has signed with, made of these bytes, as far as it can be: that of RSA
    /// or ECDSA is always the same.
    pub(crate) fn of_nobody(algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, ConfigError> {
        #[cfg(feature = "ed25519")]
        if algorithm == Algorithm::Ed25519 {
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            return Ok(Self::Ed25519(key.verifying_key()));
        }
        #[cfg(feature = "aws-lc")]
        if !algorithm.is_symmetric() {
            let key = aws::AwsKey::of_nobody(algorithm)?;
            return Ok(Self::Aws(Arc::new(key)));
        }
        Self::hmac(algorithm, seed)
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(_) => Algorithm::HmacSha1,
            Self::Sha256(_) => Algorithm::HmacSha256,
            Self::Sha384(_) => Algorithm::HmacSha384,
            Self::Sha512(_) => Algorithm::HmacSha512,
            #[cfg(feature = "ed25519")]
            Self::Ed25519(_) => Algorithm::Ed25519,
            #[cfg(feature = "aws-lc")]
            Self::Aws(key) => key.algorithm,
            Self::Recording(recording) => recording.key.algorithm(),
        }
    }

    /// An Ed25519 public key of 32 bytes in canonical form.
    ///
    /// Keys of small order are refused here. With such a key one signature would
    /// match many messages; with any other, the streaming check below is as strict
    /// as `verify_strict` for the purpose of authentication: it recomputes R,
    /// compares its canonical encoding, and refuses S outside the group's order.
    #[cfg(feature = "ed25519")]
    fn ed25519(bytes: &[u8]) -> Result<Self, ConfigError> {
        let invalid = |reason| ConfigError::InvalidKey { reason };
        let bytes: &[u8; 32] = bytes
            .try_into()
            .map_err(|_| invalid("an Ed25519 public key has 32 bytes"))?;
        let key = VerifyingKey::from_bytes(bytes)
            .map_err(|_| invalid("it is not a point on the Ed25519 curve"))?;
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

    /// Whether one of `tags` is this key's signature of the message that `pieces` make up.
    ///
    /// Every tag is compared with an HMAC in full: the time reveals neither which matched nor
    /// how much of one was right.
    pub(crate) fn has_signed(&self, pieces: [&[u8]; 3], tags: &Tags, form: SignatureForm) -> bool {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(key) => has_mac(key, pieces, tags),
            Self::Sha256(key) => has_mac(key, pieces, tags),
            Self::Sha384(key) => has_mac(key, pieces, tags),
            Self::Sha512(key) => has_mac(key, pieces, tags),
            Self::Recording(recording) => recording.key.has_signed(pieces, tags, form),
            #[allow(unreachable_patterns)] // where HMAC is all there is
            _ => tags.iter().any(|tag| {
                self.verify_stream(tag, form).is_some_and(|mut stream| {
                    for piece in pieces {
                        stream.update(piece);
                    }
                    stream.holds()
                })
            }),
        }
    }

    /// Starts checking `signature` over a message still to come.
    ///
    /// `None` when this key cannot have made a signature of that form.
    pub(crate) fn verify_stream(
        &self,
        signature: &[u8],
        form: SignatureForm,
    ) -> Option<PublicStream> {
        let fits = || {
            let lengths = self.algorithm().signature_lengths(form);
            lengths.contains(&signature.len())
        };
        match self {
            Self::Recording(recording) => recording.verify_stream(signature, form),
            _ if !fits() => None,
            #[cfg(feature = "ed25519")]
            Self::Ed25519(key) => key
                .verify_stream(&Signature::from_slice(signature).ok()?)
                .ok()
                .map(PublicStream::Ed25519),
            #[cfg(feature = "aws-lc")]
            Self::Aws(key) => aws::AwsStream::new(key, signature, form).map(PublicStream::Aws),
            _ => None,
        }
    }
}

fn has_mac<M: Mac + Clone>(key: &M, pieces: [&[u8]; 3], tags: &Tags) -> bool {
    let mut mac = key.clone();
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        mac.update(piece);
    }
    Computed::new(mac.finalize().into_bytes()).is_any_of(tags.iter())
}
