//! The algorithms that sign, and their streaming state.

#[cfg(feature = "aws-lc")]
mod aws;
/// A value computed here, to be compared with the one that was sent.
mod computed;
mod macs;
mod public;
mod ready;
mod recording;
mod tags;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use smallvec::SmallVec;

pub(crate) use self::computed::Computed;
pub(crate) use self::macs::Macs;
pub(crate) use self::public::PublicStream;
pub(crate) use self::ready::ReadyKey;
pub(crate) use self::tags::Tags;
use crate::error::ConfigError;

/// How a message is signed.
///
/// The scheme says which; nothing in a request ever chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on the curve P-256 with SHA-256 (FIPS 186-5).
    ///
    /// Signatures are DER (`Ecdsa-Sig-Value`, RFC 3279) in a [`Scheme`](crate::scheme::Scheme)
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
    pub(crate) const ALL: &[Self] = &[
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

/// Same as [`Algorithm::as_str`].
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

/// The longest signature that is accepted: RSA with 8192 bits.
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
