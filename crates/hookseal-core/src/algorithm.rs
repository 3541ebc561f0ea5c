//! The algorithms that sign, and their streaming state.

#[cfg(feature = "aws-lc")]
mod aws;
mod tags;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
#[cfg(feature = "aws-lc")]
use std::sync::Arc;

#[cfg(feature = "ed25519")]
use ed25519_dalek::{Signature, StreamVerifier, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac};
#[cfg(feature = "sha1")]
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use smallvec::SmallVec;

pub(crate) use self::tags::Tags;
use self::tags::any_equals;
use crate::ConfigError;

/// How a message is signed.
///
/// The scheme says which; nothing in a request ever chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on the curve P-256 with SHA-256 (FIPS 186-5).
    ///
    /// Signatures are DER (`Ecdsa-Sig-Value`, RFC 3279) in a [`Scheme`](crate::Scheme)
    /// that does not say otherwise, and r || s in RFC 9421.
    #[cfg(feature = "aws-lc")]
    EcdsaP256Sha256,
    /// ECDSA on the curve P-384 with SHA-384; the rest as for P-256.
    #[cfg(feature = "aws-lc")]
    EcdsaP384Sha384,
    /// Ed25519 (RFC 8032): a public key verifies. Keys of small order are refused.
    #[cfg(feature = "ed25519")]
    Ed25519,
    /// HMAC (RFC 2104) with SHA-1, for senders that offer nothing else.
    #[cfg(feature = "sha1")]
    HmacSha1,
    /// HMAC (RFC 2104) with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes (RFC 8017).
    /// Keys of 2048 to 8192 bits.
    #[cfg(feature = "aws-lc")]
    RsaPssSha512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017). Keys of 2048 to 8192 bits.
    #[cfg(feature = "aws-lc")]
    RsaV15Sha256,
}

/// How an ECDSA signature is written, or with which hash RSA made one; others have one form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SignatureForm {
    /// ASN.1 DER.
    #[default]
    Der,
    /// r || s, each as long as the curve's order (IEEE P1363).
    #[cfg(any(feature = "aws-lc", feature = "httpsig"))]
    Fixed,
    /// RSASSA-PKCS1-v1_5 with SHA-1 in place of SHA-256.
    #[cfg(feature = "aws-lc")]
    Sha1,
}

impl Algorithm {
    /// Whether one shared secret both signs and verifies.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        #[cfg(feature = "sha1")]
        if matches!(self, Self::HmacSha1) {
            return true;
        }
        matches!(self, Self::HmacSha256 | Self::HmacSha384 | Self::HmacSha512)
    }

    /// The length of a signature in bytes; the greatest, where lengths differ: those of
    /// RSA by key, those of ECDSA in DER by value.
    #[must_use]
    pub const fn signature_bytes(self) -> usize {
        match self {
            #[cfg(feature = "sha1")]
            Self::HmacSha1 => 20,
            Self::HmacSha256 => 32,
            Self::HmacSha384 => 48,
            Self::HmacSha512 => 64,
            #[cfg(feature = "ed25519")]
            Self::Ed25519 => 64,
            #[cfg(feature = "aws-lc")]
            Self::EcdsaP256Sha256 => 72,
            #[cfg(feature = "aws-lc")]
            Self::EcdsaP384Sha384 => 104,
            #[cfg(feature = "aws-lc")]
            Self::RsaPssSha512 | Self::RsaV15Sha256 => MAX_TAG_BYTES,
        }
    }

    /// How many bytes a signature of this form can have.
    pub(crate) const fn signature_lengths(self, form: SignatureForm) -> RangeInclusive<usize> {
        match (self, form) {
            #[cfg(feature = "aws-lc")]
            (Self::EcdsaP256Sha256, SignatureForm::Fixed) => 64..=64,
            #[cfg(feature = "aws-lc")]
            (Self::EcdsaP384Sha384, SignatureForm::Fixed) => 96..=96,
            #[cfg(feature = "aws-lc")]
            (Self::EcdsaP256Sha256 | Self::EcdsaP384Sha384, SignatureForm::Der) => {
                8..=self.signature_bytes()
            }
            #[cfg(feature = "aws-lc")]
            (Self::RsaPssSha512 | Self::RsaV15Sha256, _) => 256..=MAX_TAG_BYTES,
            _ => self.signature_bytes()..=self.signature_bytes(),
        }
    }
}

impl Algorithm {
    /// All there are.
    const ALL: &[Self] = &[
        #[cfg(feature = "aws-lc")]
        Self::EcdsaP256Sha256,
        #[cfg(feature = "aws-lc")]
        Self::EcdsaP384Sha384,
        #[cfg(feature = "ed25519")]
        Self::Ed25519,
        #[cfg(feature = "sha1")]
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha384,
        Self::HmacSha512,
        #[cfg(feature = "aws-lc")]
        Self::RsaPssSha512,
        #[cfg(feature = "aws-lc")]
        Self::RsaV15Sha256,
    ];

    /// The usual name, such as `hmac-sha256`; where RFC 9421 has the algorithm, the one in
    /// its registry (section 6.2.2).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519 => "ed25519",
            #[cfg(feature = "sha1")]
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
            #[cfg(feature = "aws-lc")]
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            #[cfg(feature = "aws-lc")]
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            #[cfg(feature = "aws-lc")]
            Self::RsaPssSha512 => "rsa-pss-sha512",
            #[cfg(feature = "aws-lc")]
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }
}

/// As [`Algorithm::as_str`].
impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads a name as [`Algorithm::as_str`] gives it, for configurations.
///
/// # Errors
///
/// [`ConfigError::UnknownAlgorithm`], also for those that this build is without.
impl FromStr for Algorithm {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.as_str() == name)
            .ok_or_else(|| ConfigError::UnknownAlgorithm {
                name: name.to_owned(),
            })
    }
}

/// The longest signature that is taken: RSA with 8192 bits.
const MAX_TAG_BYTES: usize = 1024;

/// The bytes of one signature; those of HMAC and Ed25519 fit without an allocation.
#[derive(Clone)]
pub(crate) struct Tag(SmallVec<[u8; 64]>);

impl Tag {
    /// `None` when there are more bytes than any algorithm makes.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() <= MAX_TAG_BYTES).then(|| Self(SmallVec::from_slice(bytes)))
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

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
            reason: "it does not fit the algorithm",
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
        }
    }

    /// An Ed25519 public key of 32 bytes in canonical form.
    ///
    /// Keys of small order are refused here. With such a key one signature would
    /// fit many messages; with any other, the streaming check below is as strict
    /// as `verify_strict` for the purpose of authentication: it recomputes R,
    /// compares its canonical encoding, and refuses S outside the group's order.
    #[cfg(feature = "ed25519")]
    fn ed25519(bytes: &[u8]) -> Result<Self, ConfigError> {
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

    /// Whether one of `tags` is this key's signature of the message that `pieces` make up.
    ///
    /// Every tag is compared with an HMAC in full: the time tells neither which matched nor
    /// how much of one was right.
    pub(crate) fn has_signed(&self, pieces: [&[u8]; 3], tags: &Tags, form: SignatureForm) -> bool {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(key) => has_mac(key, pieces, tags),
            Self::Sha256(key) => has_mac(key, pieces, tags),
            Self::Sha384(key) => has_mac(key, pieces, tags),
            Self::Sha512(key) => has_mac(key, pieces, tags),
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
        if !self
            .algorithm()
            .signature_lengths(form)
            .contains(&signature.len())
        {
            return None;
        }
        match self {
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
    for piece in pieces {
        mac.update(piece);
    }
    any_equals(&mac.finalize().into_bytes(), tags.iter())
}

/// A public-key signature whose message is still arriving.
#[allow(clippy::large_enum_variant)] // kept in place by who verifies at once
pub(crate) enum PublicStream {
    #[cfg(feature = "ed25519")]
    Ed25519(StreamVerifier),
    #[cfg(feature = "aws-lc")]
    Aws(aws::AwsStream),
    /// There are no public keys.
    #[allow(dead_code)]
    #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
    None(std::convert::Infallible),
}

impl PublicStream {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.update(bytes),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.update(bytes),
            #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
            Self::None(none) => {
                let _ = bytes;
                match *none {}
            }
        }
    }

    pub(crate) fn holds(self) -> bool {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.finalize_and_verify().is_ok(),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.holds(),
            #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
            Self::None(none) => match none {},
        }
    }
}

/// The running HMACs of all keys of one request. Two keys fit without an allocation.
#[derive(Clone)]
pub(crate) enum Macs {
    #[cfg(feature = "sha1")]
    Sha1(SmallVec<[Hmac<Sha1>; 2]>),
    Sha256(SmallVec<[Hmac<Sha256>; 2]>),
    Sha384(SmallVec<[Hmac<Sha384>; 2]>),
    Sha512(SmallVec<[Hmac<Sha512>; 2]>),
}

/// Runs the same code for whichever hash is in use.
macro_rules! each_mac {
    ($macs:expr, $all:ident => $body:expr) => {
        match $macs {
            #[cfg(feature = "sha1")]
            Macs::Sha1($all) => $body,
            Macs::Sha256($all) => $body,
            Macs::Sha384($all) => $body,
            Macs::Sha512($all) => $body,
        }
    };
}

impl Macs {
    /// No running HMAC yet; `None` for algorithms that are none.
    #[inline]
    pub(crate) fn none(algorithm: Algorithm) -> Option<Self> {
        Some(match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::HmacSha1 => Self::Sha1(SmallVec::new()),
            Algorithm::HmacSha256 => Self::Sha256(SmallVec::new()),
            Algorithm::HmacSha384 => Self::Sha384(SmallVec::new()),
            Algorithm::HmacSha512 => Self::Sha512(SmallVec::new()),
            #[allow(unreachable_patterns)] // where HMAC is all there is
            _ => return None,
        })
    }

    #[must_use]
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(_) => Algorithm::HmacSha1,
            Self::Sha256(_) => Algorithm::HmacSha256,
            Self::Sha384(_) => Algorithm::HmacSha384,
            Self::Sha512(_) => Algorithm::HmacSha512,
        }
    }

    /// Adds a fresh HMAC under `key`; a key of another algorithm is left out, and `false`.
    #[must_use]
    pub(crate) fn start(&mut self, key: &ReadyKey) -> bool {
        match (self, key) {
            #[cfg(feature = "sha1")]
            (Self::Sha1(all), ReadyKey::Sha1(key)) => all.push(key.clone()),
            (Self::Sha256(all), ReadyKey::Sha256(key)) => all.push(key.clone()),
            (Self::Sha384(all), ReadyKey::Sha384(key)) => all.push(key.clone()),
            (Self::Sha512(all), ReadyKey::Sha512(key)) => all.push(key.clone()),
            _ => return false,
        }
        true
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        each_mac!(self, all => all.iter_mut().for_each(|mac| mac.update(bytes)));
    }

    /// Which of the HMACs equals one of `tags`, by position. None is left.
    ///
    /// Every pair is compared in full: the time tells neither which key matched
    /// nor how much of a signature was right.
    pub(crate) fn matching<'t>(
        &mut self,
        tags: &(impl Iterator<Item = &'t [u8]> + Clone),
    ) -> Option<usize> {
        each_mac!(self, all => {
            let mut found = None;
            for (position, mac) in all.drain(..).enumerate() {
                let computed = mac.finalize().into_bytes();
                if any_equals(&computed, tags.clone()) && found.is_none() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(*algorithm));
        }
        for name in ["", "none", "HMAC-SHA256", "sha256", "ed25519 "] {
            assert!(name.parse::<Algorithm>().is_err(), "{name:?}");
        }
    }
}
