//! Public keys as `SubjectPublicKeyInfo` (RFC 5280, section 4.1.2.7), in PEM or DER.

use der::{Decode as _, Document};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::crypto::Algorithm;
use crate::error::ConfigError;

/// DER in PEM (RFC 7468) or in bare base64.
pub(super) fn der(text: &str) -> Option<Result<(Encoded, Vec<u8>), ConfigError>> {
    if !text.trim_start().starts_with("-----BEGIN ") {
        return None;
    }
    let invalid = |reason| Err(ConfigError::InvalidKey { reason });
    Some(match Document::from_pem(text) {
        Ok(("PUBLIC KEY", document)) => Ok((Encoded::Spki, document.into_vec())),
        Ok(("RSA PUBLIC KEY", document)) => Ok((Encoded::Pkcs1, document.into_vec())),
        Ok((label, _)) if label.contains("PRIVATE") => {
            invalid("it is a private key; only its public half belongs here")
        }
        Ok(("CERTIFICATE", _)) => invalid("it is a certificate; its public key is needed"),
        Ok(_) => invalid("its PEM label is not `PUBLIC KEY`"),
        Err(_) => invalid("it is not PEM (RFC 7468)"),
    })
}

/// The type of a DER element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoded {
    /// `SubjectPublicKeyInfo`, for every kind of key.
    Spki,
    /// `RSAPublicKey` (RFC 8017, appendix A.1.1).
    Pkcs1,
}

/// The algorithm's own form of the key in `der`: 32 bytes for Ed25519, a SEC 1 point
/// for ECDSA, `RSAPublicKey` for RSA.
pub(super) fn own_bytes(
    algorithm: Algorithm,
    encoded: Encoded,
    der: &[u8],
) -> Result<Vec<u8>, ConfigError> {
    if encoded == Encoded::Pkcs1 {
        return if is_rsa(algorithm) {
            Ok(der.to_vec())
        } else {
            Err(OTHER_KIND)
        };
    }
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| ConfigError::InvalidKey {
        reason: "it is not a SubjectPublicKeyInfo",
    })?;
    check_kind(algorithm, &info.algorithm)?;
    match info.subject_public_key.as_bytes() {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(ConfigError::InvalidKey {
            reason: "its bit string does not end at a byte boundary",
        }),
    }
}

/// Refuses a key of another kind or curve than the algorithm's: RFC 8410 for Ed25519,
/// RFC 5480 for the curves, RFC 4055 for RSA.
fn check_kind(
    algorithm: Algorithm,
    identifier: &AlgorithmIdentifierRef<'_>,
) -> Result<(), ConfigError> {
    let parameters = identifier.parameters;
    let none_or_null = parameters.is_none_or(der::asn1::AnyRef::is_null);
    let on_curve = |curve: ObjectIdentifier| {
        identifier.oid == EC_PUBLIC_KEY && identifier.parameters_oid() == Ok(curve)
    };
    let fits = match algorithm {
        #[cfg(feature = "ed25519")]
        Algorithm::Ed25519 => identifier.oid == ED25519 && parameters.is_none(),
        #[cfg(feature = "aws-lc")]
        Algorithm::EcdsaP256Sha256 => on_curve(P256),
        #[cfg(feature = "aws-lc")]
        Algorithm::EcdsaP384Sha384 => on_curve(P384),
        #[cfg(feature = "aws-lc")]
        Algorithm::RsaV15Sha256 => identifier.oid == RSA && none_or_null,
        // A PSS-only key may restrict the hash; only unrestricted keys are accepted.
        #[cfg(feature = "aws-lc")]
        Algorithm::RsaPssSha512 => {
            (identifier.oid == RSA && none_or_null)
                || (identifier.oid == RSA_PSS && parameters.is_none())
        }
        _ => false,
    };
    let _ = (none_or_null, on_curve);
    if fits { Ok(()) } else { Err(OTHER_KIND) }
}

const fn is_rsa(algorithm: Algorithm) -> bool {
    #[cfg(feature = "aws-lc")]
    if matches!(algorithm, Algorithm::RsaPssSha512 | Algorithm::RsaV15Sha256) {
        return true;
    }
    let _ = algorithm;
    false
}

const OTHER_KIND: ConfigError = ConfigError::InvalidKey {
    reason: "its key type or curve is not the algorithm's",
};

#[cfg(feature = "ed25519")]
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
#[cfg(feature = "aws-lc")]
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
#[cfg(feature = "aws-lc")]
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
#[cfg(feature = "aws-lc")]
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
#[cfg(feature = "aws-lc")]
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
