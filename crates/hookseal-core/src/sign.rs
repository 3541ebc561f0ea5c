//! The same schemes in the other direction: signing deliveries, for tests and for senders.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use crate::algorithm::{Macs, ReadyKey, Tag};
use crate::key::{SecretRules, secret_bytes};
use crate::scheme::render::{Side, Values};
use crate::scheme::{Grammar, TimestampSource};
use crate::verifier::check_public_url;
use crate::{
    Algorithm, ConfigError, Encoding, HeaderName, KeptHead, KeyFormat, Part, PublicKey,
    RequestHead, Scheme, Secret, Source, TimestampFormat, UnixTime,
};

/// A private Ed25519 key, for [`Signer`].
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

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// Signs deliveries by a [`Scheme`].
///
/// Tests sign with it and really verify; senders sign with it in earnest.
///
/// ```
/// use hookseal_core::{
///     Algorithm, Delivery, HeaderName, Scheme, Secret, SignatureField, Signer, Verifier,
/// };
///
/// const SCHEME: Scheme = Scheme::new(
///     "acme",
///     Algorithm::HmacSha256,
///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// );
/// let secret = || Secret::new("3b1c1f9a0d5e47a2b6f0");
/// let signer = Signer::new(SCHEME, secret()?)?;
/// let signed = signer.sign(&Delivery::new(br#"{"hello":"world"}"#))?;
///
/// let verifier = Verifier::builder(SCHEME).key(secret()?).build()?;
/// assert!(verifier.verify(&signed, signed.body().to_vec()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Signer {
    scheme: Scheme,
    keys: Vec<SignerKey>,
    public_url: Option<String>,
}

/// A key that can sign for a scheme.
#[derive(Debug)]
#[non_exhaustive]
pub enum SigningMaterial {
    /// A shared secret.
    Secret(Secret),
    /// A private key.
    Private(PrivateKey),
}

impl From<Secret> for SigningMaterial {
    fn from(secret: Secret) -> Self {
        Self::Secret(secret)
    }
}

impl From<PrivateKey> for SigningMaterial {
    fn from(key: PrivateKey) -> Self {
        Self::Private(key)
    }
}

pub(crate) enum SignerKey {
    Hmac(Box<ReadyKey>),
    Ed25519(Box<PrivateKey>),
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignerKey(…)")
    }
}

impl Signer {
    /// A signer with one key. Weak secrets are taken: the sender's they are to judge.
    ///
    /// # Errors
    ///
    /// What is wrong with the scheme or the key.
    pub fn new(scheme: Scheme, key: impl Into<SigningMaterial>) -> Result<Self, ConfigError> {
        scheme.validate()?;
        let mut signer = Self {
            scheme,
            keys: Vec::new(),
            public_url: None,
        };
        signer.add(key.into())?;
        Ok(signer)
    }

    /// Signs with one more key, while the receiver may still have the other.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidScheme`] when the scheme has room for one signature only.
    pub fn and_key(mut self, key: impl Into<SigningMaterial>) -> Result<Self, ConfigError> {
        if matches!(self.scheme.signature.grammar, Grammar::Prefixed(_)) {
            return Err(ConfigError::InvalidScheme {
                scheme: self.scheme.id.clone().into_owned(),
                reason: "its header has room for one signature only",
            });
        }
        self.add(key.into())?;
        Ok(self)
    }

    /// The base of the receiver's URL, for schemes that sign the URL.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidPublicUrl`].
    pub fn public_url(mut self, base: impl Into<String>) -> Result<Self, ConfigError> {
        let base = base.into();
        check_public_url(&base)?;
        self.public_url = Some(base);
        Ok(self)
    }

    /// Signs a delivery.
    ///
    /// # Errors
    ///
    /// What the delivery lacks that the scheme signs, or what in it is malformed.
    pub fn sign(&self, delivery: &Delivery<'_>) -> Result<SignedDelivery, SignError> {
        let scheme = &self.scheme;
        if self.public_url.is_none() && scheme.message.contains(&Part::Url) {
            return Err(SignError::NoPublicUrl);
        }
        let mut signed = SignedDelivery::of(delivery);
        if let Some(Source::Header(name)) = &scheme.facts.id {
            match &delivery.event_id {
                Some(id) => signed.push(name, id.clone()),
                None if scheme.message.contains(&Part::EventId) => {
                    return Err(SignError::NoEventId);
                }
                None => {}
            }
        }
        for (source, text) in [
            (&scheme.facts.event_type, delivery.event_type.clone()),
            (
                &scheme.facts.attempt,
                delivery.attempt.map(|n| n.to_string()),
            ),
        ] {
            if let (Some(Source::Header(name)), Some(text)) = (source, text) {
                signed.push(name, text);
            }
        }
        if let Some(header) = &scheme.algorithm_header {
            signed.push(&header.name, header.value.clone().into_owned());
        }
        let timestamp = self.write_timestamp(delivery, &mut signed)?;
        let tags = self.tags(&signed, timestamp.as_deref())?;
        let value = self.write_signatures(&tags, timestamp.as_deref());
        signed.push(&scheme.signature.header, value);
        Ok(signed)
    }

    fn add(&mut self, key: SigningMaterial) -> Result<(), ConfigError> {
        let Scheme { id, algorithm, .. } = &self.scheme;
        let format = self.scheme.key_format.clone();
        self.keys.push(SignerKey::new(key, id, *algorithm, format)?);
        Ok(())
    }

    /// The timestamp's text; put in its header where it has one of its own.
    fn write_timestamp(
        &self,
        delivery: &Delivery<'_>,
        signed: &mut SignedDelivery,
    ) -> Result<Option<String>, SignError> {
        let Some(timestamp) = &self.scheme.timestamp else {
            return Ok(None);
        };
        let at = delivery.timestamp;
        let text = match timestamp.format {
            TimestampFormat::Seconds => at.as_secs().to_string(),
            TimestampFormat::Milliseconds => at.as_millis().to_string(),
            TimestampFormat::Rfc3339 => rfc3339(at)?,
        };
        if let TimestampSource::Header(name) = &timestamp.source {
            signed.push(name, text.clone());
        }
        Ok(Some(text))
    }

    fn tags(
        &self,
        signed: &SignedDelivery,
        timestamp: Option<&str>,
    ) -> Result<Vec<Tag>, SignError> {
        let id = match &self.scheme.facts.id {
            Some(Source::Header(name)) => signed.header(name.as_str(), 0),
            _ => None,
        };
        let values = Values {
            head: signed,
            timestamp: timestamp.map(str::as_bytes),
            event_id: id,
            public_url: self.public_url.as_deref(),
        };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        self.scheme
            .render(&values, |side, piece| match side {
                Side::BeforeBody => before.extend_from_slice(piece),
                Side::AfterBody => after.extend_from_slice(piece),
            })
            .map_err(|error| SignError::Unsignable(error.to_string()))?;
        let pieces = [before.as_slice(), &signed.body, after.as_slice()];
        self.keys
            .iter()
            .map(|key| key.sign(self.scheme.algorithm, &pieces))
            .collect()
    }

    fn write_signatures(&self, tags: &[Tag], timestamp: Option<&str>) -> String {
        let field = &self.scheme.signature;
        let texts = tags
            .iter()
            .map(|tag| encode(field.encoding, tag.as_slice()));
        match &field.grammar {
            Grammar::Prefixed(prefix) => std::iter::once(prefix.clone().into_owned())
                .chain(texts)
                .collect(),
            Grammar::Pairs { key, separator } => {
                let time = match (&self.scheme.timestamp, timestamp) {
                    (Some(rule), Some(text)) => match &rule.source {
                        TimestampSource::Pair(name) => Some(format!("{name}={text}")),
                        TimestampSource::Header(_) => None,
                    },
                    _ => None,
                };
                time.into_iter()
                    .chain(texts.map(|text| format!("{key}={text}")))
                    .collect::<Vec<_>>()
                    .join(separator.encode_utf8(&mut [0; 4]))
            }
            Grammar::Versions { version } => texts
                .map(|text| format!("{version},{text}"))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}

impl SignerKey {
    /// Weak secrets are taken: the sender's they are to judge.
    pub(crate) fn new(
        key: SigningMaterial,
        scheme: &str,
        algorithm: Algorithm,
        format: KeyFormat,
    ) -> Result<Self, ConfigError> {
        let symmetric = algorithm.is_symmetric();
        if !symmetric && algorithm != Algorithm::Ed25519 {
            return Err(ConfigError::InvalidScheme {
                scheme: scheme.to_owned(),
                reason: "its algorithm is for verification only",
            });
        }
        let wrong_kind = |needed| ConfigError::WrongKeyKind {
            scheme: scheme.to_owned(),
            needed,
        };
        match key {
            SigningMaterial::Secret(secret) if symmetric => {
                let rules = SecretRules {
                    scheme: scheme.to_owned(),
                    algorithm,
                    format,
                    min_bytes: 1,
                    allow_weak: true,
                    api_keys: true,
                };
                let bytes = secret_bytes(&secret, &rules)?;
                Ok(Self::Hmac(Box::new(ReadyKey::hmac(algorithm, &bytes)?)))
            }
            SigningMaterial::Private(key) if !symmetric => Ok(Self::Ed25519(Box::new(key))),
            SigningMaterial::Secret(_) => Err(wrong_kind("private key")),
            SigningMaterial::Private(_) => Err(wrong_kind("secret")),
        }
    }

    pub(crate) fn sign(&self, algorithm: Algorithm, pieces: &[&[u8]]) -> Result<Tag, SignError> {
        let tag = match self {
            Self::Hmac(key) => Macs::none(algorithm).and_then(|mut macs| {
                if !macs.start(key) {
                    return None;
                }
                for piece in pieces {
                    macs.update(piece);
                }
                macs.first_tag()
            }),
            Self::Ed25519(key) => {
                let message = Zeroizing::new(pieces.concat());
                Tag::new(&key.0.sign(&message).to_bytes())
            }
        };
        tag.ok_or_else(|| SignError::Unsignable("the key does not fit the algorithm".to_owned()))
    }
}

fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Hex => base16ct::lower::encode_string(bytes),
        Encoding::Base64 => STANDARD.encode(bytes),
        Encoding::Base64Url => URL_SAFE_NO_PAD.encode(bytes),
    }
}

fn rfc3339(at: UnixTime) -> Result<String, SignError> {
    let nanos = i128::from(at.as_millis()).saturating_mul(1_000_000);
    time::OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|at| {
            at.format(&time::format_description::well_known::Rfc3339)
                .ok()
        })
        .ok_or_else(|| SignError::Unsignable("the timestamp has no RFC 3339 form".to_owned()))
}

/// Why a delivery cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The scheme signs the event id.
    #[error("the scheme signs an event id; give the delivery one")]
    NoEventId,
    /// The scheme signs the URL.
    #[error("the scheme signs the URL; give the signer the receiver's `public_url`")]
    NoPublicUrl,
    /// A part of the message is missing or malformed.
    #[error("the delivery cannot be signed: {0}")]
    Unsignable(String),
}

/// A delivery to sign: the body, and what a scheme may sign besides.
#[derive(Clone)]
pub struct Delivery<'a> {
    method: &'a str,
    target: &'a str,
    body: &'a [u8],
    timestamp: UnixTime,
    event_id: Option<String>,
    event_type: Option<String>,
    attempt: Option<u32>,
    headers: Vec<(HeaderName, String)>,
}

impl<'a> Delivery<'a> {
    /// A `POST` of `body` to `/`, signed now.
    #[must_use]
    pub fn new(body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self {
            method: "POST",
            target: "/",
            body: body.as_ref(),
            timestamp: crate::Clock::now(&crate::SystemClock),
            event_id: None,
            event_type: None,
            attempt: None,
            headers: Vec::new(),
        }
    }

    #[cfg(feature = "httpsig")]
    pub(crate) const fn signed_at(&self) -> UnixTime {
        self.timestamp
    }

    /// The method, in capitals.
    #[must_use]
    pub const fn method(mut self, method: &'a str) -> Self {
        self.method = method;
        self
    }

    /// The request target: path and query.
    #[must_use]
    pub const fn target(mut self, target: &'a str) -> Self {
        self.target = target;
        self
    }

    /// The time it is signed at.
    #[must_use]
    pub const fn timestamp(mut self, at: UnixTime) -> Self {
        self.timestamp = at;
        self
    }

    /// The event's id, for schemes that carry it in a header.
    #[must_use]
    pub fn event_id(mut self, id: impl Into<String>) -> Self {
        self.event_id = Some(id.into());
        self
    }

    /// The kind of event, for schemes that carry it in a header.
    #[must_use]
    pub fn event_type(mut self, kind: impl Into<String>) -> Self {
        self.event_type = Some(kind.into());
        self
    }

    /// The number of the attempt, for schemes that carry it in a header.
    #[must_use]
    pub const fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = Some(attempt);
        self
    }

    /// Another header, which the scheme may sign.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Shows neither the body nor the values of headers.
impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("body", &self.body.len())
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

/// A signed delivery: all that has to be sent.
///
/// It is a [`RequestHead`], so a test can verify it without any HTTP.
#[derive(Clone)]
pub struct SignedDelivery {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl SignedDelivery {
    pub(crate) fn of(delivery: &Delivery<'_>) -> Self {
        Self {
            method: delivery.method.to_owned(),
            target: delivery.target.to_owned(),
            headers: delivery
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
            body: delivery.body.to_vec(),
        }
    }

    pub(crate) fn push(&mut self, name: &HeaderName, value: String) {
        self.headers.push((name.to_string(), value));
    }

    /// The headers to send, names as the sender spells them.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The body, exactly as signed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Shows the names of the headers but not the signature in them, nor the body.
impl fmt::Debug for SignedDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("SignedDelivery")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish()
    }
}

impl RequestHead for SignedDelivery {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn keep(&self) -> Option<KeptHead> {
        let headers = self.headers.iter();
        Some(KeptHead::of(
            self,
            headers.map(|(name, value)| (&**name, value.as_bytes())),
        ))
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_bytes())
    }
}

#[cfg(test)]
mod tests;
