//! A delivery that is being written, as its sender would.

use std::fmt;

use super::json::{self, Json};
use super::{Delivery, SignError, SignedDelivery, SignerKey};
use crate::crypto::Algorithm;
use crate::encoding::Encoding;
use crate::event::{EventFacts, Source};
use crate::header_name::HeaderName;

use crate::request::RequestHead;
use crate::time::{TimestampFormat, UnixTime};

/// A delivery on its way from a [`Delivery`] to a [`SignedDelivery`], for
/// [`SignatureScheme::write`](crate::scheme::SignatureScheme::write).
///
/// ```
/// use hookseal_core::scheme::{Encoding, HeaderName, TimestampFormat};
/// use hookseal_core::signing::{Draft, SignError};
///
/// fn write(draft: &mut Draft<'_>) -> Result<(), SignError> {
///     let time = draft.timestamp(TimestampFormat::Seconds)?;
///     let signature = draft.signature(Encoding::Hex);
///     draft.push(
///         &HeaderName::from_static("Acme-Signature"),
///         format!("t={time},v1={signature}"),
///     );
///     Ok(())
/// }
/// ```
///
/// It is a [`RequestHead`]: what has been written so far can be read.
pub struct Draft<'a> {
    delivery: &'a Delivery<'a>,
    pub(crate) by: By<'a>,
    pub(crate) signed: SignedDelivery,
    pub(crate) seals: Seals<'a>,
    pub(crate) asked: usize,
    /// How many of the keys have signed.
    pub(crate) keys_used: usize,
}

/// Who writes it: what of a [`Signer`](crate::signing::Signer) a draft takes.
#[derive(Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) keys: &'a [SignerKey],
    pub(crate) key_id: Option<&'a str>,
    pub(crate) public_url: Option<&'a str>,
}

/// Where the signatures come from.
#[derive(Clone, Copy)]
pub(crate) enum Seals<'a> {
    /// Made with the keys. Those that only the check determines are known after its first run.
    Made(&'a [Vec<u8>]),
    /// From somebody without the keys.
    Forged(Forgery<'a>),
}

/// The text that an attacker without the key puts in place of signatures or a token: see
/// [`Signer::forge`](crate::signing::Signer::forge).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Forgery<'a> {
    /// Nothing.
    Nothing,
    /// A captured signature of another delivery.
    Of(&'a SignedDelivery),
    /// Zeros, as many as there should be of another kind.
    Zeros,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(delivery: &'a Delivery<'a>, by: By<'a>, seals: Seals<'a>) -> Self {
        Self {
            delivery,
            by,
            signed: SignedDelivery::of(delivery),
            seals,
            asked: 0,
            keys_used: 1,
        }
    }

    /// The signature. Of a delivery with several, this is the next one, in the order in which
    /// they are checked.
    ///
    /// Until it is known what has to be signed, it is zeros, as many bytes as the algorithm's
    /// signatures have.
    pub fn signature(&mut self, encoding: Encoding) -> String {
        let place = self.asked;
        self.asked += 1;
        let known = match self.seals {
            Seals::Made(known) => known,
            Seals::Forged(_) => &[],
        };
        let signature = match known.get(place) {
            Some(known) => known.clone(),
            None => self.stand_in(place),
        };
        let text = encoding.encode(&signature);
        self.signed.signatures.push(signature);
        text
    }

    /// The value in place of the signature with this number.
    pub(crate) fn stand_in(&self, place: usize) -> Vec<u8> {
        let algorithm = self.by.algorithm;
        let zeros = || vec![0; algorithm.signature_bytes()];
        match self.seals {
            Seals::Made(_) | Seals::Forged(Forgery::Zeros) => zeros(),
            Seals::Forged(Forgery::Nothing) => Vec::new(),
            Seals::Forged(Forgery::Of(other)) => {
                other.signatures.get(place).cloned().unwrap_or_else(zeros)
            }
        }
    }

    /// The key itself, for senders that show it instead of signing. Whoever sees the delivery
    /// then has it.
    ///
    /// # Errors
    ///
    /// [`SignError::Unsignable`] if it is not text.
    pub fn token(&self) -> Result<String, SignError> {
        let key = self.by.keys.first();
        let text = key.and_then(|key| key.text()).ok_or_else(|| {
            SignError::Unsignable(
                "the token is not text; give the signer a `Secret` made of text".to_owned(),
            )
        })?;
        Ok(match self.seals {
            Seals::Made(_) | Seals::Forged(Forgery::Of(_)) => text.to_owned(),
            Seals::Forged(Forgery::Zeros) => "0".repeat(text.len()),
            Seals::Forged(Forgery::Nothing) => String::new(),
        })
    }

    /// The id by which the delivery names its key, if it has one.
    #[must_use]
    pub fn key_id(&self) -> Option<&'a str> {
        self.by.key_id
    }

    /// The time it is signed at.
    #[must_use]
    pub const fn signed_at(&self) -> UnixTime {
        self.delivery.timestamp
    }

    /// The time it is signed at, as text.
    ///
    /// # Errors
    ///
    /// [`SignError::Unsignable`] when it has no such form.
    #[allow(clippy::unnecessary_wraps)] // where no timestamp is a date
    pub fn timestamp(&self, format: TimestampFormat) -> Result<String, SignError> {
        let at = self.delivery.timestamp;
        match format {
            #[cfg(feature = "dates")]
            TimestampFormat::HttpDate => http_date(at),
            TimestampFormat::Seconds => Ok(at.as_secs().to_string()),
            TimestampFormat::Milliseconds => Ok(at.as_millis().to_string()),
            #[cfg(feature = "dates")]
            TimestampFormat::Rfc3339 => rfc3339(at),
        }
    }

    /// The event's id.
    ///
    /// # Errors
    ///
    /// [`SignError::NoEventId`].
    pub fn event_id(&self) -> Result<&'a str, SignError> {
        self.delivery
            .event_id
            .as_deref()
            .ok_or(SignError::NoEventId)
    }

    /// Writes the event's facts that belong in headers, as far as the delivery has them.
    pub fn push_facts(&mut self, facts: &EventFacts) {
        let delivery = self.delivery;
        for (source, text) in [
            (&facts.id, delivery.event_id.clone()),
            (&facts.event_type, delivery.event_type.clone()),
            (&facts.attempt, delivery.attempt.map(|n| n.to_string())),
        ] {
            if let (Some(Source::Header(name)), Some(text)) = (source, text) {
                self.push(name, text);
            }
        }
    }

    /// Writes one more header.
    pub fn push(&mut self, name: &HeaderName, value: impl Into<String>) {
        self.signed.push(name, value.into());
    }

    /// Writes a header in the place of all of that name.
    pub fn set(&mut self, name: &HeaderName, value: impl Into<String>) {
        self.signed.remove(name);
        self.push(name, value);
    }

    /// All headers that it has by now.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.signed.headers()
    }

    /// Its body by now.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.signed.body()
    }

    /// Writes another body.
    pub fn set_body(&mut self, body: impl Into<Vec<u8>>) {
        self.signed.body = body.into();
    }

    /// Writes another target: path and query.
    pub fn set_target(&mut self, target: impl Into<String>) {
        self.signed.target = target.into();
    }

    /// Writes a string into the JSON body, at `pointer`: `/a/b` is a member of a member, and
    /// `*` each element of an array. Whatever else is in the body stays as it is written.
    ///
    /// # Errors
    ///
    /// [`SignError::Unsignable`] when the body has no such place.
    pub fn set_member(&mut self, pointer: &str, text: &str) -> Result<(), SignError> {
        self.edit(pointer, |_, _| json::string(text))
    }

    /// Like [`set_member`](Self::set_member), but only if the member is missing.
    ///
    /// # Errors
    ///
    /// [`SignError::Unsignable`] when the body has no such place.
    pub fn add_member(&mut self, pointer: &str, text: &str) -> Result<(), SignError> {
        self.edit(pointer, |_, found| match found {
            Some(found) => Ok(found.to_owned()),
            None => json::string(text),
        })
    }

    /// Rewrites the JSON body at `pointer`, given its current value.
    pub(crate) fn edit(
        &mut self,
        pointer: &str,
        mut edit: impl FnMut(&mut Self, Option<&Json>) -> Result<Box<Json>, SignError>,
    ) -> Result<(), SignError> {
        let body = std::mem::take(&mut self.signed.body);
        self.signed.body = json::edit(&body, pointer, &mut |found| edit(self, found))?;
        Ok(())
    }

    /// The written value.
    pub(crate) fn finish(self) -> SignedDelivery {
        self.signed
    }
}

/// HTTP dates have years of four digits.
#[cfg(feature = "dates")]
fn http_date(at: UnixTime) -> Result<String, SignError> {
    const LAST: std::time::Duration = std::time::Duration::from_secs(253_402_300_799);
    let since = std::time::Duration::from_secs(at.as_secs());
    if since > LAST {
        return Err(SignError::Unsignable(
            "the timestamp cannot be written as an HTTP date".to_owned(),
        ));
    }
    Ok(httpdate::fmt_http_date(std::time::UNIX_EPOCH + since))
}

#[cfg(feature = "dates")]
fn rfc3339(at: UnixTime) -> Result<String, SignError> {
    let nanos = i128::from(at.as_millis()).saturating_mul(1_000_000);
    time::OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|at| {
            at.format(&time::format_description::well_known::Rfc3339)
                .ok()
        })
        .ok_or_else(|| {
            SignError::Unsignable("the timestamp cannot be written in RFC 3339".to_owned())
        })
}

impl RequestHead for Draft<'_> {
    fn method(&self) -> &str {
        self.signed.method()
    }

    fn target(&self) -> &str {
        self.signed.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.signed.header(name, nth)
    }
}

/// Shows neither signatures nor the body.
impl fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}
