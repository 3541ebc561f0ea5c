//! The signed message, part by part, in both directions.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::{FreshnessPolicy, Part, Scheme, TimestampPlace};
use crate::event::{is_id, lasting};
use crate::request::RequestHead;
use crate::schemes::header::read::once;
use crate::time::UnixTime;
use crate::verdict::Rejection;

/// The values of a message's parts in one request.
pub(crate) struct Values<'a> {
    pub(crate) head: &'a dyn RequestHead,
    pub(crate) timestamp: Option<&'a [u8]>,
    pub(crate) event_id: Option<&'a [u8]>,
    pub(crate) public_url: Option<&'a str>,
}

/// The signed message of a request, without its body: see [`Scheme::signed_message`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedMessage {
    /// The bytes before the body.
    pub before_body: Vec<u8>,
    /// Whether the body is part of the message.
    pub has_body: bool,
    /// The bytes after the body.
    pub after_body: Vec<u8>,
}

/// The side of the body on which a piece of the message is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    BeforeBody,
    AfterBody,
}

impl Scheme {
    /// The message that a signature of this request should sign, whatever its age: for finding
    /// mistakes. It proves nothing; only a [`Verifier`](crate::Verifier) does.
    ///
    /// ```
    /// use hookseal_core::{Algorithm, Secret, UnixTime};
    /// use hookseal_core::scheme::{
    ///     HeaderName, Part, Scheme, SignatureField, Timestamp, TimestampFormat,
    /// };
    /// use hookseal_core::signing::{Delivery, Signer};
    ///
    /// const ACME: Scheme = Scheme::new(
    ///     "acme",
    ///     Algorithm::HmacSha256,
    ///     SignatureField::pairs(HeaderName::from_static("Acme-Signature"), "v1"),
    /// )
    /// .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
    /// .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });
    ///
    /// let signer = Signer::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
    /// let at = UnixTime::from_secs(1_700_000_000);
    /// let delivery = signer.sign(&Delivery::new("{}").timestamp(at))?;
    /// let message = ACME.signed_message(&delivery, None)?;
    /// assert_eq!(message.before_body, b"1700000000.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A part that the head lacks, or that could be read in two ways.
    pub fn signed_message(
        &self,
        head: &dyn RequestHead,
        public_url: Option<&str>,
    ) -> Result<SignedMessage, Rejection> {
        let value = match self.timestamp.as_ref().map(|timestamp| &timestamp.place) {
            Some(TimestampPlace::First | TimestampPlace::Pair(_)) => self.signature_value(head)?,
            _ => b"",
        };
        let timestamp =
            self.read_timestamp(head, value, FreshnessPolicy::Unchecked, UnixTime::default)?;
        let values = Values {
            head,
            timestamp: timestamp.map(|(text, _)| text),
            event_id: self.signed_event_id(head)?,
            public_url,
        };
        let mut message = SignedMessage {
            has_body: self.message.contains(&Part::Body),
            ..SignedMessage::default()
        };
        self.render(&values, |side, piece| match side {
            Side::BeforeBody => message.before_body.extend_from_slice(piece),
            Side::AfterBody => message.after_body.extend_from_slice(piece),
        })?;
        Ok(message)
    }

    /// Hands every piece of the message but the body to `sink`, in order.
    pub(crate) fn render(
        &self,
        values: &Values<'_>,
        mut sink: impl FnMut(Side, &[u8]),
    ) -> Result<(), Rejection> {
        let mut side = Side::BeforeBody;
        for (position, part) in self.message.iter().enumerate() {
            let head = values.head;
            let text: &[u8] = match part {
                Part::Body => {
                    side = Side::AfterBody;
                    continue;
                }
                Part::Literal(bytes) => {
                    sink(side, bytes);
                    continue;
                }
                Part::Timestamp => values.timestamp.ok_or(Rejection::MissingTimestamp)?,
                Part::EventId => values
                    .event_id
                    .filter(|id| is_id(id))
                    .ok_or(Rejection::MalformedId)?,
                Part::Header(name) => {
                    once(head, name)?.ok_or_else(|| Rejection::MissingHeader {
                        header: name.clone(),
                    })?
                }
                Part::Method => head.method().as_bytes(),
                Part::Path => path_and_query(head.target()).0.as_bytes(),
                Part::Query => path_and_query(head.target()).1.as_bytes(),
                Part::Target => head.target().as_bytes(),
                Part::Url => {
                    sink(side, values.public_url.unwrap_or_default().as_bytes());
                    head.target().as_bytes()
                }
                Part::UrlDecoding(characters) => {
                    let base = values.public_url.unwrap_or_default();
                    let (base, target) = (
                        decoded(base, characters),
                        decoded(head.target(), characters),
                    );
                    self.refuse_separator_in(&target, position, side, values)?;
                    sink(side, &base);
                    sink(side, &target);
                    continue;
                }
            };
            self.refuse_separator_in(text, position, side, values)?;
            sink(side, text);
        }
        Ok(())
    }

    /// Feeds `part` the message's values from the request, except those new for each attempt.
    pub(crate) fn write_identity(
        &self,
        head: &dyn RequestHead,
        body: &[u8],
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        for signed in self.message.iter() {
            match signed {
                Part::Literal(_) | Part::Timestamp => {}
                Part::Body => self.lasting(body, part),
                Part::EventId => part(self.signed_event_id(head)?.unwrap_or_default()),
                Part::Header(name) if self.facts.is_per_attempt(name) => {}
                Part::Header(name) => {
                    let value = once(head, name)?.ok_or_else(|| Rejection::MissingHeader {
                        header: name.clone(),
                    })?;
                    part(value);
                }
                Part::Method => part(head.method().as_bytes()),
                Part::Path => part(path_and_query(head.target()).0.as_bytes()),
                Part::Query => part(path_and_query(head.target()).1.as_bytes()),
                // The public base of the URL is the same for all.
                Part::Target | Part::Url => part(head.target().as_bytes()),
                Part::UrlDecoding(characters) => part(&decoded(head.target(), characters)),
            }
        }
        Ok(())
    }

    /// Feeds `part` the body without the values that are new for each attempt.
    pub(crate) fn lasting(&self, body: &[u8], part: &mut dyn FnMut(&[u8])) {
        lasting(body, self.changing_members(), part);
    }

    /// The pointers to what of the body is new for each attempt: a timestamp is.
    pub(crate) fn changing_members(&self) -> impl Iterator<Item = &str> {
        let timestamp = self.timestamp.as_ref().map(|timestamp| &timestamp.place);
        let timestamp = timestamp.and_then(|source| match source {
            TimestampPlace::Json(pointer) => Some(&**pointer),
            TimestampPlace::First | TimestampPlace::Header(_) | TimestampPlace::Pair(_) => None,
        });
        self.facts.changing_members().chain(timestamp)
    }

    /// Refuses a value that could end or begin in two places: `a.b` + `.` + `c` is also
    /// `a` + `.` + `b.c`.
    ///
    /// Before the body a message is read from its start, so the mark that ends a value must not
    /// occur any earlier: the literal after it, a timestamp, or the bracket with which a JSON
    /// body begins. After the body it is read from its end, so the mark before a value must not
    /// occur any later: the literal, or for a URL its own beginning. A timestamp must have a
    /// fixed width if digits could move to or from it: see
    /// [`Scheme::timestamp_has_fixed_width`].
    fn refuse_separator_in(
        &self,
        text: &[u8],
        position: usize,
        side: Side,
        values: &Values<'_>,
    ) -> Result<(), Rejection> {
        let part = self.message.get(position);
        if matches!(part, Some(Part::Timestamp) | None) {
            return Ok(());
        }
        let next = || self.message.get(position.checked_add(1)?);
        let earlier = || self.message.get(position.checked_sub(1)?);
        let two_ways = match side {
            Side::BeforeBody => match next() {
                Some(Part::Literal(separator)) => occurs_sooner(text, separator),
                Some(Part::Timestamp) => self.timestamp_occurs_sooner(text, values.timestamp),
                Some(Part::Body) if self.json_bodies => memchr2(b'{', b'[', text).is_some(),
                _ => false,
            },
            Side::AfterBody => match (earlier(), part, values.public_url) {
                (Some(Part::Literal(separator)), _, _) => occurs_later(text, separator),
                (_, Some(Part::Url), Some(base)) => occurs_later(text, base.as_bytes()),
                _ => false,
            },
        };
        match part {
            _ if !two_ways => Ok(()),
            Some(Part::EventId) => Err(Rejection::MalformedId),
            Some(Part::Header(name)) => Err(Rejection::Ambiguous {
                field: name.clone(),
            }),
            _ => Err(Rejection::AmbiguousTarget),
        }
    }

    /// Whether a timestamp could begin within `text` when the right one follows it.
    fn timestamp_occurs_sooner(&self, text: &[u8], timestamp: Option<&[u8]>) -> bool {
        let (Some(rules), Some(timestamp)) = (&self.timestamp, timestamp) else {
            return false; // then there is no message at all
        };
        let byte = |at: usize| match at.checked_sub(text.len()) {
            None => text.get(at).copied(),
            Some(behind) => timestamp.get(behind).copied(),
        };
        (0..text.len()).any(|start| rules.format.may_begin(|at| byte(start.checked_add(at)?)))
    }
}

/// Whether `separator` begins within `text` when it follows it: also `::` in
/// `a:` + `::`, where the text alone does not contain it.
fn occurs_sooner(text: &[u8], separator: &[u8]) -> bool {
    if let [byte] = separator {
        return memchr(*byte, text).is_some(); // most are one byte
    }
    (0..text.len()).any(|start| {
        let rest = text.get(start..).unwrap_or_default();
        match separator.strip_prefix(rest) {
            Some(overhang) => separator.starts_with(overhang),
            None => rest.starts_with(separator),
        }
    })
}

/// Whether `separator` ends within `text` when it precedes it.
fn occurs_later(text: &[u8], separator: &[u8]) -> bool {
    if let [byte] = separator {
        return memchr(*byte, text).is_some();
    }
    (1..=text.len()).any(|end| {
        let rest = text.get(..end).unwrap_or_default();
        match separator.strip_suffix(rest) {
            Some(overhang) => separator.ends_with(overhang),
            None => rest.ends_with(separator),
        }
    })
}

/// `text` with the percent-escapes of `characters` decoded, once.
fn decoded<'a>(text: &'a str, characters: &str) -> Cow<'a, [u8]> {
    let bytes = text.as_bytes();
    if memchr(b'%', bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    let escaped = |high: u8, low: u8| {
        let mut byte = [0];
        base16ct::mixed::decode([high, low], &mut byte).ok()?;
        characters.as_bytes().contains(&byte[0]).then_some(byte[0])
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let meant = match after {
            [high, low, behind @ ..] if *first == b'%' => {
                escaped(*high, *low).map(|byte| (byte, behind))
            }
            _ => None,
        };
        let (byte, behind) = meant.unwrap_or((*first, after));
        decoded.push(byte);
        rest = behind;
    }
    Cow::Owned(decoded)
}

/// A request target's path and its query without the question mark.
fn path_and_query(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

#[cfg(test)]
mod tests;
