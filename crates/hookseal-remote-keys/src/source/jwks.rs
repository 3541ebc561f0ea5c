//! JSON Web Key Sets (RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hookseal_core::from_json_object;
use pkcs1::{RsaPublicKeyRef, UintRef};
use serde::Deserialize;
use serde_json::Value;
use spki::der::asn1::{AnyRef, BitStringRef};
use spki::der::{Encode as _, Error as DerError};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use url::Url;

use super::{BadAnswer, KeySource, RemoteKey, parse_url};
use crate::error::RemoteKeysError;

/// A JSON Web Key Set (RFC 7517): all keys in one document, identified by `kid`.
///
/// It accepts public keys for signatures: `OKP` with Ed25519 (RFC 8037), `EC` with P-256 and
/// P-384, `RSA` (RFC 7518). It skips keys of other types or without `kid`, those whose `use` or
/// `key_ops` is another purpose, those that contain a private key, and any that share their
/// `kid`. `alg` and certificates are ignored: the scheme determines the algorithm. A set of more
/// than 64 keys is refused.
#[derive(Clone)]
pub struct Jwks {
    url: Url,
    whole: bool,
}

impl Jwks {
    /// The key set at `url`.
    ///
    /// # Errors
    ///
    /// [`RemoteKeysError::InvalidUrl`].
    pub fn new(url: &str) -> Result<Self, RemoteKeysError> {
        Ok(Self {
            url: parse_url(url)?,
            whole: false,
        })
    }

    /// For senders whose requests name no key: any key of the set may have signed, as long as it
    /// is for the scheme's algorithm; at most 8. Keys need no `kid` then.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

impl KeySource for Jwks {
    fn url(&self, _id: &str) -> Url {
        self.url.clone()
    }

    fn read(&self, _id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
        let set: Set = from_json_object(body)
            .map_err(|_| BadAnswer::new("the response is not a JSON Web Key Set"))?;
        if set.keys.len() > MAX_KEYS {
            return Err(BadAnswer::new("the key set has more than 64 keys"));
        }
        if self.whole {
            let texts: Vec<String> = set.keys.iter().filter_map(text).collect();
            let found = !texts.is_empty();
            return Ok(found
                .then(|| RemoteKey::any_of(WHOLE, texts))
                .into_iter()
                .collect());
        }
        let mut keys: Vec<RemoteKey> = Vec::new();
        let mut shared: Vec<Box<str>> = Vec::new();
        for key in set.keys.iter().filter_map(read_key) {
            if keys.iter().any(|other| other.id == key.id) {
                shared.push(key.id);
            } else {
                keys.push(key);
            }
        }
        keys.retain(|key| !shared.contains(&key.id));
        Ok(keys)
    }

    fn unnamed(&self) -> Option<&str> {
        self.whole.then_some(WHOLE)
    }

    /// Of a whole set nothing is looked up by id, whatever a request names.
    fn takes(&self, _id: &str) -> bool {
        !self.whole
    }

    /// The address is that of the whole set, whatever the key.
    fn missing_is_unknown(&self) -> bool {
        false
    }
}

/// Shows host and path, not the query.
impl std::fmt::Debug for Jwks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::show(f, "Jwks", &self.url)
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The members that say what a key is (RFC 7517, section 4; RFC 7518, section 6).
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    /// Private; its value is of no interest.
    d: Option<serde::de::IgnoredAny>,
}

fn read_key(value: &Value) -> Option<RemoteKey> {
    let text = text(value)?;
    let kid = value.get("kid")?.as_str()?;
    Some(RemoteKey::new(kid, text))
}

/// The key as the base64 of a `SubjectPublicKeyInfo`, if it is one for signatures.
pub(super) fn text(value: &Value) -> Option<String> {
    // An array would be read as well.
    let jwk = Jwk::deserialize(value.as_object()?).ok()?;
    let verifies = jwk.usage.as_deref().is_none_or(|usage| usage == "sig")
        && jwk
            .key_ops
            .as_ref()
            .is_none_or(|operations| operations.iter().any(|name| name == "verify"));
    if !verifies || jwk.d.is_some() {
        return None;
    }
    let der = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("OKP", Some("Ed25519")) => spki(ED25519, None, &exactly(32, jwk.x.as_deref())?),
        ("EC", Some("P-256")) => spki(EC, Some(AnyRef::from(&P256)), &point(32, &jwk)?),
        ("EC", Some("P-384")) => spki(EC, Some(AnyRef::from(&P384)), &point(48, &jwk)?),
        ("RSA", _) => {
            let (modulus, exponent) = (decode(jwk.n.as_deref())?, decode(jwk.e.as_deref())?);
            let key = rsa(&modulus, &exponent).ok()?;
            spki(RSA, Some(AnyRef::NULL), &key)
        }
        _ => return None,
    };
    Some(STANDARD.encode(der.ok()?))
}

fn spki(
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'_>>,
    key: &[u8],
) -> Result<Vec<u8>, DerError> {
    SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef { oid, parameters },
        subject_public_key: BitStringRef::from_bytes(key)?,
    }
    .to_der()
}

/// An `RSAPublicKey` (RFC 8017, appendix A.1.1).
fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Vec<u8>, DerError> {
    RsaPublicKeyRef {
        modulus: UintRef::new(modulus)?,
        public_exponent: UintRef::new(exponent)?,
    }
    .to_der()
}

/// A point of a curve, uncompressed (SEC 1, section 2.3.3).
fn point(length: usize, jwk: &Jwk) -> Option<Vec<u8>> {
    let mut point = vec![4];
    point.extend(exactly(length, jwk.x.as_deref())?);
    point.extend(exactly(length, jwk.y.as_deref())?);
    Some(point)
}

fn exactly(length: usize, text: Option<&str>) -> Option<Vec<u8>> {
    decode(text).filter(|bytes| bytes.len() == length)
}

fn decode(text: Option<&str>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

const MAX_KEYS: usize = 64;
/// The name of a whole set. No request can name it: it has a blank.
const WHOLE: &str = "any key";

/// RFC 8410.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// RFC 5480.
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// RFC 8017.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

#[cfg(test)]
mod tests;
