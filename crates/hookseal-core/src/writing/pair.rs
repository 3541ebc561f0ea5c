//! Private keys of ECDSA and RSA, by AWS-LC.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA512, RsaKeyPair,
};
use der::SecretDocument;

use crate::crypto::Algorithm;
use crate::crypto::algorithm::SignatureForm;
use crate::error::ConfigError;

/// A private key other than an Ed25519 key.
pub(crate) enum Pair {
    /// For each form of signatures its own.
    Ecdsa {
        algorithm: Algorithm,
        der: EcdsaKeyPair,
        fixed: EcdsaKeyPair,
    },
    /// For either padding.
    Rsa(RsaKeyPair),
}

/// The kind of a private key in PEM.
pub(crate) enum Read {
    #[cfg(feature = "ed25519")]
    Seed(zeroize::Zeroizing<[u8; 32]>),
    Pair(Pair),
}

/// PEM with the label `PRIVATE KEY` (PKCS #8), `EC PRIVATE KEY` or `RSA PRIVATE KEY`.
pub(crate) fn from_pem(text: &str) -> Result<Read, ConfigError> {
    let invalid = |reason| Err(ConfigError::InvalidKey { reason });
    let Ok((label, document)) = SecretDocument::from_pem(text.trim()) else {
        return invalid("it is not PEM (RFC 7468)");
    };
    let bytes = document.as_bytes();
    let read = match label {
        "PRIVATE KEY" => pkcs8(bytes),
        "EC PRIVATE KEY" => {
            ecdsa(|algorithm| EcdsaKeyPair::from_private_key_der(algorithm, bytes).ok())
        }
        "RSA PRIVATE KEY" => RsaKeyPair::from_der(bytes).ok().map(Pair::Rsa),
        "ENCRYPTED PRIVATE KEY" => {
            return invalid("it is encrypted; decrypt it with `openssl pkey`");
        }
        _ if label.contains("PUBLIC") => return invalid("it is a public key, which cannot sign"),
        _ => return invalid("its PEM label is not `PRIVATE KEY`"),
    };
    if let Some(pair) = read {
        return Ok(Read::Pair(pair));
    }
    #[cfg(feature = "ed25519")]
    if label == "PRIVATE KEY"
        && let Some(seed) = seed(bytes)
    {
        return Ok(Read::Seed(seed));
    }
    Err(OTHER_KIND)
}

#[cfg(feature = "ed25519")]
fn seed(pkcs8: &[u8]) -> Option<zeroize::Zeroizing<[u8; 32]>> {
    use aws_lc_rs::encoding::AsBigEndian as _;

    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(pkcs8).ok()?;
    let seed = pair.seed().ok()?.as_be_bytes().ok()?;
    Some(zeroize::Zeroizing::new(seed.as_ref().try_into().ok()?))
}

const OTHER_KIND: ConfigError = ConfigError::InvalidKey {
    reason: "it is not a private key for Ed25519, ECDSA on P-256 or P-384, or RSA with 2048 to 8192 bits",
};

fn pkcs8(bytes: &[u8]) -> Option<Pair> {
    ecdsa(|algorithm| EcdsaKeyPair::from_pkcs8(algorithm, bytes).ok())
        .or_else(|| RsaKeyPair::from_pkcs8(bytes).ok().map(Pair::Rsa))
}

/// On the matching curve.
fn ecdsa(read: impl Fn(&'static EcdsaSigningAlgorithm) -> Option<EcdsaKeyPair>) -> Option<Pair> {
    let on = |algorithm, der, fixed| {
        Some(Pair::Ecdsa {
            algorithm,
            der: read(der)?,
            fixed: read(fixed)?,
        })
    };
    on(
        Algorithm::EcdsaP256Sha256,
        &ECDSA_P256_SHA256_ASN1_SIGNING,
        &ECDSA_P256_SHA256_FIXED_SIGNING,
    )
    .or_else(|| {
        on(
            Algorithm::EcdsaP384Sha384,
            &ECDSA_P384_SHA384_ASN1_SIGNING,
            &ECDSA_P384_SHA384_FIXED_SIGNING,
        )
    })
}

impl Pair {
    pub(crate) fn fits(&self, wanted: Algorithm) -> bool {
        match self {
            Self::Ecdsa { algorithm, .. } => *algorithm == wanted,
            Self::Rsa(_) => matches!(wanted, Algorithm::RsaPssSha512 | Algorithm::RsaV15Sha256),
        }
    }

    /// The algorithm that it usually signs by.
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ecdsa { algorithm, .. } => *algorithm,
            Self::Rsa(_) => Algorithm::RsaV15Sha256,
        }
    }

    /// The public key in the algorithm's own form: a SEC 1 point, or `RSAPublicKey`.
    pub(crate) fn public_bytes(&self) -> &[u8] {
        match self {
            Self::Ecdsa { der, .. } => der.public_key().as_ref(),
            Self::Rsa(pair) => pair.public_key().as_ref(),
        }
    }

    /// `None` where it cannot sign so: AWS-LC makes no signatures with SHA-1.
    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        form: SignatureForm,
        message: &[u8],
    ) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match (self, form) {
            (Self::Ecdsa { der, .. }, SignatureForm::Der) => {
                Some(der.sign(&random, message).ok()?.as_ref().to_vec())
            }
            (Self::Ecdsa { fixed, .. }, SignatureForm::Fixed) => {
                Some(fixed.sign(&random, message).ok()?.as_ref().to_vec())
            }
            (_, SignatureForm::Sha1) => None,
            (Self::Rsa(pair), _) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding: &dyn aws_lc_rs::signature::RsaEncoding =
                    if algorithm == Algorithm::RsaPssSha512 {
                        &RSA_PSS_SHA512
                    } else {
                        &RSA_PKCS1_SHA256
                    };
                pair.sign(padding, &random, message, &mut signature).ok()?;
                Some(signature)
            }
        }
    }
}
