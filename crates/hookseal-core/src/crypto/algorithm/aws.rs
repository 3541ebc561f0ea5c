//! ECDSA and RSA by AWS-LC: verification only, hashed as the message arrives.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest::{self, Context};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_ASN1,
    ECDSA_P384_SHA384_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA512,
};
use pkcs1::RsaPublicKeyRef;
use pkcs1::der::Decode as _;

use super::{Algorithm, SignatureForm, Tag};
use crate::error::ConfigError;

/// A public key, parsed and checked once.
pub(crate) struct AwsKey {
    pub(super) algorithm: Algorithm,
    hash: &'static digest::Algorithm,
    key: ParsedPublicKey,
    /// The same key for signatures of the form r || s, where there are two forms.
    fixed: Option<ParsedPublicKey>,
    /// The same key for SHA-1, parsed when it is first asked for.
    sha1: OnceLock<Option<ParsedPublicKey>>,
}

impl AwsKey {
    /// `bytes` are a SEC 1 point or a PKCS #1 `RSAPublicKey`.
    ///
    /// AWS-LC refuses points that are not on the curve and the point at infinity.
    pub(super) fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, ConfigError> {
        let (hash, key, fixed) = match algorithm {
            Algorithm::EcdsaP256Sha256 => (
                &digest::SHA256,
                ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, bytes),
                Some(ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes)),
            ),
            Algorithm::EcdsaP384Sha384 => (
                &digest::SHA384,
                ParsedPublicKey::new(&ECDSA_P384_SHA384_ASN1, bytes),
                Some(ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, bytes)),
            ),
            Algorithm::RsaPssSha512 => {
                check_rsa(bytes)?;
                let key = ParsedPublicKey::new(&RSA_PSS_2048_8192_SHA512, bytes);
                (&digest::SHA512, key, None)
            }
            Algorithm::RsaV15Sha256 => {
                check_rsa(bytes)?;
                let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, bytes);
                (&digest::SHA256, key, None)
            }
            _ => return Err(UNFIT),
        };
        Ok(Self {
            algorithm,
            hash,
            key: key.map_err(|_| UNFIT)?,
            fixed: fixed.transpose().map_err(|_| UNFIT)?,
            sha1: OnceLock::new(),
        })
    }

    /// A stand-in where there is no key: the base point of the curve, or a modulus that is not
    /// the product of two primes known to anyone.
    pub(super) fn of_nobody(algorithm: Algorithm) -> Result<Self, ConfigError> {
        let bytes = match algorithm {
            Algorithm::EcdsaP256Sha256 => base16ct::lower::decode_vec(P256_BASE_POINT),
            Algorithm::EcdsaP384Sha384 => base16ct::lower::decode_vec(P384_BASE_POINT),
            _ => Ok([RSA_BEFORE, &[0xFF; 256], RSA_AFTER].concat()),
        };
        Self::new(algorithm, &bytes.map_err(|_| UNFIT)?)
    }

    fn for_form(&self, form: SignatureForm) -> Option<&ParsedPublicKey> {
        match (form, &self.fixed) {
            (SignatureForm::Fixed, Some(fixed)) => Some(fixed),
            (SignatureForm::Sha1, _) => self.with_sha1(),
            _ => Some(&self.key),
        }
    }

    fn with_sha1(&self) -> Option<&ParsedPublicKey> {
        let parse = || {
            let rsa = self.algorithm == Algorithm::RsaV15Sha256;
            let parsed = || {
                let algorithm = &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY;
                ParsedPublicKey::new(algorithm, self.key.as_ref()).ok()
            };
            rsa.then(parsed).flatten()
        };
        self.sha1.get_or_init(parse).as_ref()
    }

    const fn hash(&self, form: SignatureForm) -> &'static digest::Algorithm {
        match form {
            SignatureForm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            SignatureForm::Der | SignatureForm::Fixed => self.hash,
        }
    }
}

/// Checks that AWS-LC makes only when a signature arrives, or never.
fn check_rsa(bytes: &[u8]) -> Result<(), ConfigError> {
    let invalid = |reason| Err(ConfigError::InvalidKey { reason });
    let Ok(key) = RsaPublicKeyRef::from_der(bytes) else {
        return invalid("it is not an RSA public key");
    };
    let modulus = key.modulus.as_bytes();
    let leading = modulus.first().map_or(8, |byte| byte.leading_zeros());
    let bits = (modulus.len() * 8).saturating_sub(usize::try_from(leading).unwrap_or(8));
    if bits < MIN_RSA_BITS {
        return invalid("it is an RSA key of less than 2048 bits");
    }
    if bits > MAX_RSA_BITS {
        return invalid("it is an RSA key of more than 8192 bits");
    }
    if modulus.last().is_none_or(|byte| byte % 2 == 0) {
        return invalid("its modulus is even, so it is not an RSA key");
    }
    match key.public_exponent.as_bytes() {
        [] | [0 | 1] => invalid("its exponent is 1, with which anyone can sign"),
        [.., last] if last % 2 == 0 => invalid("its exponent is even, so it is not an RSA key"),
        exponent if exponent.len() > MAX_EXPONENT_BYTES => invalid("its exponent is too long"),
        _ => Ok(()),
    }
}

const UNFIT: ConfigError = ConfigError::InvalidKey {
    reason: "it is not a valid key for the algorithm",
};
const MIN_RSA_BITS: usize = 2048;
const MAX_RSA_BITS: usize = 8192;
/// In the form that AWS-LC uses.
const MAX_EXPONENT_BYTES: usize = 4;

/// The base points of the curves (FIPS 186-5, NIST SP 800-186), as SEC 1 writes points.
const P256_BASE_POINT: &[u8] =
    b"046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
    4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
const P384_BASE_POINT: &[u8] =
    b"04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38\
    5502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8\
    c00a60b1ce1d7e819d7a431d7c90ea0e5f";
/// The bytes around a modulus of 2048 bits in an `RSAPublicKey` with the usual exponent.
const RSA_BEFORE: &[u8] = &[0x30, 0x82, 0x01, 0x0A, 0x02, 0x82, 0x01, 0x01, 0x00];
const RSA_AFTER: &[u8] = &[0x02, 0x03, 0x01, 0x00, 0x01];

/// A signature whose message is still arriving.
pub(crate) struct AwsStream {
    context: Context,
    key: Arc<AwsKey>,
    form: SignatureForm,
    signature: Tag,
}

impl AwsStream {
    pub(super) fn new(key: &Arc<AwsKey>, signature: &[u8], form: SignatureForm) -> Option<Self> {
        Some(Self {
            context: Context::new(key.hash(form)),
            key: Arc::clone(key),
            form,
            signature: Tag::new(signature)?,
        })
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    pub(super) fn holds(self) -> bool {
        let digest = self.context.finish();
        self.key.for_form(self.form).is_some_and(|key| {
            key.verify_digest_sig(&digest, self.signature.as_slice())
                .is_ok()
        })
    }
}

impl fmt::Debug for AwsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AwsStream(…)")
    }
}
