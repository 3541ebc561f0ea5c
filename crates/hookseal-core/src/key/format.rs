//! How the text of a key becomes its bytes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "sha1")]
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::Material;
use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::time::UnixTime;

/// How a sender writes its keys.
///
/// Senders that show the same `whsec_…` mean different things by it: for Stripe the
/// whole text is the key, for Standard Webhooks the base64 after the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFormat {
    /// A public key as an X.509 certificate (RFC 5280) in PEM; if several certificates follow
    /// each other, the key of the first one is used, and only while that certificate is valid.
    /// Nothing else in it is checked, and no authority is consulted: anyone who configures it must
    /// know that it is the sender's.
    ///
    /// Or as [`Spki`](Self::Spki). No format of secrets.
    #[cfg(feature = "x509")]
    Certificate,
    /// Standard base64, after this prefix where it is there (`whsec_`); the prefix may be empty.
    Base64 {
        /// The prefix to strip.
        prefix: Cow<'static, str>,
    },
    /// Two hexadecimal digits a byte.
    Hex,
    /// The SHA-1 of the text, which is then the key.
    #[cfg(feature = "sha1")]
    Sha1,
    /// A public key as `SubjectPublicKeyInfo` (RFC 5280): PEM with the label `PUBLIC KEY`,
    /// or its base64 alone. It says what kind of key it is, which must be the
    /// algorithm's. RSA keys may be PEM with the label `RSA PUBLIC KEY`, too.
    ///
    /// Ed25519 keys are accepted in either form, whatever the format: this one, and the base64
    /// of their 32 bytes.
    ///
    /// No format of secrets.
    #[cfg(feature = "spki")]
    Spki,
    /// The text's own bytes, prefix and all.
    Utf8,
}

impl KeyFormat {
    /// Base64 without any prefix.
    #[must_use]
    pub const fn base64() -> Self {
        Self::prefixed_base64("")
    }

    /// Base64 after an optional prefix, such as `whsec_`.
    #[must_use]
    pub const fn prefixed_base64(prefix: &'static str) -> Self {
        Self::Base64 {
            prefix: Cow::Borrowed(prefix),
        }
    }

    /// The bytes of `material`; raw bytes are used as they are.
    pub(crate) fn bytes(&self, material: &Material) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
        let text = match material {
            Material::Bytes(bytes) => return Ok(bytes.clone()),
            Material::Text(text) => text,
        };
        match self {
            #[cfg(feature = "x509")]
            Self::Certificate => Err(ConfigError::InvalidKey {
                reason: "a secret is not a certificate",
            }),
            #[cfg(feature = "spki")]
            Self::Spki => Err(ConfigError::InvalidKey {
                reason: "a secret is not a SubjectPublicKeyInfo",
            }),
            #[cfg(feature = "sha1")]
            Self::Sha1 => Ok(Zeroizing::new(Sha1::digest(text.as_bytes()).to_vec())),
            Self::Utf8 => Ok(Zeroizing::new(text.as_bytes().to_vec())),
            Self::Hex => decoded(text.len(), "it is not hexadecimal", |buffer| {
                Some(base16ct::mixed::decode(text.as_bytes(), buffer).ok()?.len())
            }),
            Self::Base64 { prefix } => {
                let encoded = text.strip_prefix(prefix.as_ref()).unwrap_or(text);
                let reason = "it is not base64 (standard alphabet, with padding)";
                decoded(encoded.len(), reason, |buffer| {
                    STANDARD.decode_slice(encoded, buffer).ok()
                })
            }
        }
    }
}

/// A public key in its algorithm's own form, and when it may be used, where it says so.
pub(crate) struct PublicBytes {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) not_before: Option<UnixTime>,
    pub(crate) not_after: Option<UnixTime>,
}

impl KeyFormat {
    /// The public key in `material`.
    pub(crate) fn public_key(
        &self,
        material: &Material,
        algorithm: Algorithm,
    ) -> Result<PublicBytes, ConfigError> {
        #[cfg(feature = "x509")]
        if let (Self::Certificate, Material::Text(text)) = (self, material)
            && let Some(leaf) = super::x509::leaf(text)
        {
            let leaf = leaf?;
            let bytes = super::spki::own_bytes(algorithm, super::spki::Encoded::Spki, &leaf.key)?;
            return Ok(PublicBytes {
                bytes: Zeroizing::new(bytes),
                not_before: Some(leaf.not_before),
                not_after: Some(leaf.not_after),
            });
        }
        Ok(PublicBytes {
            bytes: self.public_bytes(material, algorithm)?,
            not_before: None,
            not_after: None,
        })
    }

    /// Whether public keys are `SubjectPublicKeyInfo`, or may be.
    #[cfg(feature = "spki")]
    const fn takes_spki(&self) -> bool {
        #[cfg(feature = "x509")]
        if matches!(self, Self::Certificate) {
            return true;
        }
        matches!(self, Self::Spki)
    }

    fn public_bytes(
        &self,
        material: &Material,
        algorithm: Algorithm,
    ) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
        #[cfg(feature = "ed25519")]
        if let (Algorithm::Ed25519, Material::Text(text)) = (algorithm, material) {
            return self.ed25519_bytes(text, material);
        }
        #[cfg(feature = "spki")]
        if let (true, Material::Text(text)) = (self.takes_spki(), material) {
            let (encoded, der) = match super::spki::der(text) {
                Some(pem) => pem?,
                None => (
                    super::spki::Encoded::Spki,
                    Self::base64().bytes(material)?.to_vec(),
                ),
            };
            return super::spki::own_bytes(algorithm, encoded, &der).map(Zeroizing::new);
        }
        let _ = algorithm; // only read from keys that say what they are for
        self.bytes(material)
    }
}

#[cfg(feature = "ed25519")]
impl KeyFormat {
    /// An Ed25519 key. Libraries and pages, even of one sender, show it either as
    /// `SubjectPublicKeyInfo` or as its 32 bytes. The forms cannot be confused.
    fn ed25519_bytes(
        &self,
        text: &str,
        material: &Material,
    ) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
        #[cfg(feature = "spki")]
        if let Some(pem) = super::spki::der(text) {
            let (encoded, der) = pem?;
            return super::spki::own_bytes(Algorithm::Ed25519, encoded, &der).map(Zeroizing::new);
        }
        let _ = text; // not looked at without SPKI
        let base64 = Self::base64().bytes(material);
        #[cfg(feature = "spki")]
        if self.takes_spki() {
            return match base64? {
                raw if is_ed25519(&raw) => Ok(raw),
                der => ed25519_in(&der),
            };
        }
        let own = self.bytes(material);
        match (&own, base64) {
            (Ok(bytes), _) if is_ed25519(bytes) => own,
            (_, Ok(raw)) if is_ed25519(&raw) => Ok(raw),
            #[cfg(feature = "spki")]
            (_, Ok(der)) if der.len() == ED25519_SPKI_BYTES => ed25519_in(&der),
            _ => own,
        }
    }
}

#[cfg(all(feature = "ed25519", feature = "spki"))]
fn ed25519_in(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    use super::spki::{Encoded, own_bytes};
    own_bytes(Algorithm::Ed25519, Encoded::Spki, der).map(Zeroizing::new)
}

/// Whether these can be the bytes of a key of Ed25519 (RFC 8032, section 5.1.5), and are not the
/// beginning of a `SubjectPublicKeyInfo` that was cut off.
#[cfg(feature = "ed25519")]
fn is_ed25519(bytes: &[u8]) -> bool {
    /// A sequence of 42 bytes, in it one of 5 with an object identifier (RFC 8410, section 4).
    const SPKI: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65";
    bytes.len() == 32 && !bytes.starts_with(SPKI)
}
/// As `SubjectPublicKeyInfo` (RFC 8410, section 4).
#[cfg(all(feature = "ed25519", feature = "spki"))]
const ED25519_SPKI_BYTES: usize = 44;

/// Decodes into a buffer that is overwritten also where decoding stops half-way. No
/// encoding here is shorter than what it encodes.
fn decoded(
    encoded_len: usize,
    reason: &'static str,
    decode: impl FnOnce(&mut [u8]) -> Option<usize>,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let mut bytes = Zeroizing::new(vec![0; encoded_len]);
    let length = decode(&mut bytes).ok_or(ConfigError::InvalidKey { reason })?;
    bytes.truncate(length);
    Ok(bytes)
}
