//! The same schemes in the other direction: signing deliveries, for tests and for senders.

mod delivery;
mod key;
#[cfg(feature = "ed25519")]
mod private;

pub use self::delivery::{Delivery, SignedDelivery};
pub(crate) use self::key::SignerKey;
pub use self::key::SigningMaterial;
#[cfg(feature = "ed25519")]
pub use self::private::PrivateKey;

use crate::algorithm::Tag;
use crate::scheme::render::{Side, Values};
use crate::scheme::{Grammar, TimestampSource};
use crate::verifier::check_public_url;
use crate::{ConfigError, Part, RequestHead as _, Scheme, Source, TimestampFormat};

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
    #[allow(clippy::unnecessary_wraps)] // where no timestamp is a date
    fn write_timestamp(
        &self,
        delivery: &Delivery<'_>,
        signed: &mut SignedDelivery,
    ) -> Result<Option<String>, SignError> {
        let Some(timestamp) = &self.scheme.timestamp else {
            return Ok(None);
        };
        if matches!(timestamp.source, TimestampSource::Json(_)) {
            return Ok(None); // the body has it, or not
        }
        let at = delivery.timestamp;
        let text = match timestamp.format {
            #[cfg(feature = "dates")]
            TimestampFormat::HttpDate => http_date(at)?,
            TimestampFormat::Seconds => at.as_secs().to_string(),
            TimestampFormat::Milliseconds => at.as_millis().to_string(),
            #[cfg(feature = "dates")]
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
        let pieces = [before.as_slice(), signed.body(), after.as_slice()];
        self.keys
            .iter()
            .map(|key| key.sign(self.scheme.algorithm, &pieces))
            .collect()
    }

    fn write_signatures(&self, tags: &[Tag], timestamp: Option<&str>) -> String {
        let field = &self.scheme.signature;
        let texts = tags.iter().map(|tag| field.encoding.encode(tag.as_slice()));
        match &field.grammar {
            Grammar::Prefixed(prefix) => std::iter::once(prefix.clone().into_owned())
                .chain(texts)
                .collect(),
            Grammar::Pairs { key, separator } => {
                let time = match (&self.scheme.timestamp, timestamp) {
                    (Some(rule), Some(text)) => match &rule.source {
                        TimestampSource::Pair(name) => Some(format!("{name}={text}")),
                        TimestampSource::Header(_) | TimestampSource::Json(_) => None,
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

/// HTTP dates have years of four digits.
#[cfg(feature = "dates")]
fn http_date(at: crate::UnixTime) -> Result<String, SignError> {
    const LAST: std::time::Duration = std::time::Duration::from_secs(253_402_300_799);
    let since = std::time::Duration::from_secs(at.as_secs());
    if since > LAST {
        return Err(SignError::Unsignable(
            "the timestamp has no form as an HTTP date".to_owned(),
        ));
    }
    Ok(httpdate::fmt_http_date(std::time::UNIX_EPOCH + since))
}

#[cfg(feature = "dates")]
fn rfc3339(at: crate::UnixTime) -> Result<String, SignError> {
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

#[cfg(test)]
mod tests;
