//! Checking a request by a [`Scheme`]: from its head to the verdict.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use smallvec::SmallVec;

use super::incoming::fresh;
use super::{Authentic, Check, Incoming, KeyedMacs};
use crate::algorithm::{PublicStream, Tags};
use crate::key::KeySlot;
use crate::scheme::TimestampSource;
use crate::scheme::read::{MAX_SIGNATURES, once};
use crate::scheme::render::{Side, Values};
use crate::{Algorithm, Freshness, Rejection, Scheme, Source, TimestampFormat, UnixTime, json};

/// The check of a [`Scheme`] under way.
pub struct SchemeCheck {
    running: Running,
    /// What the message has behind the body.
    tail: SmallVec<[u8; 48]>,
    timestamp: Option<UnixTime>,
    /// The timestamp that is still to come, of the few schemes that have it in the body.
    in_body: Option<Box<BodyTimestamp>>,
}

#[allow(clippy::large_enum_variant)] // the large one is the common one, and must not be boxed
enum Running {
    /// One HMAC for each key, and the signatures to compare them with.
    Hmac { macs: KeyedMacs, signatures: Tags },
    /// One verification for each pair of key and signature.
    Public(Vec<(KeySlot, PublicStream)>),
}

impl SchemeCheck {
    /// All that can be refused without a key: the very steps of [`begin`](Self::begin), but
    /// the message is thrown away.
    pub(super) fn screen(scheme: &Scheme, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        let asserted = Asserted::read(scheme, incoming, MAX_SIGNATURES)?;
        scheme.render(&asserted.values, |_, _| ())
    }

    pub(super) fn begin(scheme: &Scheme, incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        let mut check = Self::idle(scheme);
        check.read(scheme, incoming)?;
        Ok(check)
    }

    /// A check that has seen nothing, and that nothing could satisfy.
    #[inline]
    pub(super) fn idle(scheme: &Scheme) -> Self {
        Self {
            running: Running::none(scheme.algorithm),
            tail: SmallVec::new(),
            timestamp: None,
            in_body: None,
        }
    }

    /// Reads the head, in place: the state is large, and should be moved seldom. The cheap
    /// refusals come first, the cryptography last.
    pub(super) fn read(
        &mut self,
        scheme: &Scheme,
        incoming: &Incoming<'_>,
    ) -> Result<(), Rejection> {
        let keys = incoming.keys().count();
        // Each pair of key and public-key signature is a verification of its own.
        let most = match keys {
            0 => 1,
            keys if !scheme.algorithm.is_symmetric() => MAX_SIGNATURES / keys,
            _ => MAX_SIGNATURES,
        };
        let Asserted {
            signatures,
            timestamp,
            values,
        } = Asserted::read(scheme, incoming, most)?;
        if keys == 0 {
            return Err(Rejection::UnknownKey);
        }
        self.timestamp = timestamp;
        self.in_body = BodyTimestamp::of(scheme, incoming);
        self.running.start(scheme, incoming, signatures);
        scheme.render(&values, |side, piece| match side {
            Side::BeforeBody => self.running.update(piece),
            Side::AfterBody => self.tail.extend_from_slice(piece),
        })
    }
}

/// What a request says about itself, believed by nobody yet.
struct Asserted<'a> {
    signatures: Tags,
    timestamp: Option<UnixTime>,
    values: Values<'a>,
}

impl<'a> Asserted<'a> {
    fn read(scheme: &Scheme, incoming: &Incoming<'a>, most: usize) -> Result<Self, Rejection> {
        let head = incoming.head;
        let value = scheme.signature_value(head)?;
        scheme.check_algorithm_header(head)?;
        let signatures = scheme.signatures(value, most)?;
        let now = || incoming.now();
        let timestamp = scheme.read_timestamp(head, value, incoming.freshness, now)?;
        Ok(Self {
            signatures,
            timestamp: timestamp.map(|(_, at)| at),
            values: Values {
                head,
                timestamp: timestamp.map(|(text, _)| text),
                event_id: scheme.signed_event_id(head)?,
                public_url: incoming.public_url,
            },
        })
    }
}

impl Check for SchemeCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.running.update(chunk);
    }

    fn finish(mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        self.conclude(body)
    }
}

impl SchemeCheck {
    /// As [`Check::finish`], without moving all the state. After it nothing matches.
    pub(super) fn conclude(&mut self, body: &[u8]) -> Result<Authentic, Rejection> {
        if !self.tail.is_empty() {
            self.running.update(&self.tail);
        }
        let slot = self
            .running
            .matching()
            .ok_or(Rejection::SignatureMismatch)?;
        let timestamp = match &self.in_body {
            None => self.timestamp,
            Some(in_body) => Some(in_body.judged(body)?),
        };
        Ok(Authentic::by(slot).at(timestamp))
    }
}

/// A timestamp in the body, to be judged once the signature has held.
struct BodyTimestamp {
    pointer: Cow<'static, str>,
    format: TimestampFormat,
    freshness: Option<Freshness>,
    /// When the head arrived.
    now: UnixTime,
}

impl BodyTimestamp {
    fn of(scheme: &Scheme, incoming: &Incoming<'_>) -> Option<Box<Self>> {
        let timestamp = scheme.timestamp.as_ref()?;
        let TimestampSource::Json(pointer) = &timestamp.source else {
            return None;
        };
        Some(Box::new(Self {
            pointer: pointer.clone(),
            format: timestamp.format,
            freshness: incoming.freshness(timestamp.freshness),
            now: incoming.now(),
        }))
    }

    fn judged(&self, body: &[u8]) -> Result<UnixTime, Rejection> {
        let member = json::members(body, "", &[&self.pointer], 1)?
            .pop()
            .and_then(|mut members| members.pop().flatten())
            .filter(|text| !text.is_empty())
            .ok_or(Rejection::MissingTimestamp)?;
        fresh(member.as_bytes(), self.format, self.freshness, || self.now)
    }
}

impl Running {
    #[inline]
    fn none(algorithm: Algorithm) -> Self {
        match KeyedMacs::none(algorithm) {
            Some(macs) => Self::Hmac {
                macs,
                signatures: Tags::new(),
            },
            None => Self::Public(Vec::new()),
        }
    }

    fn start(&mut self, scheme: &Scheme, incoming: &Incoming<'_>, found: Tags) {
        match self {
            Self::Hmac { macs, signatures } => {
                *signatures = found;
                macs.start(incoming.keys());
            }
            Self::Public(all) => all.extend(incoming.keys().flat_map(|key| {
                found.iter().filter_map(|signature| {
                    let stream = key
                        .ready
                        .verify_stream(signature.as_slice(), scheme.signature_form)?;
                    Some((key.slot(), stream))
                })
            })),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Hmac { macs, .. } => macs.update(bytes),
            Self::Public(all) => all.iter_mut().for_each(|(_, stream)| stream.update(bytes)),
        }
    }

    fn matching(&mut self) -> Option<KeySlot> {
        match self {
            Self::Hmac { macs, signatures } => macs.matching_any(signatures),
            Self::Public(all) => all
                .drain(..)
                .find_map(|(slot, stream)| stream.holds().then_some(slot)),
        }
    }
}

impl Scheme {
    fn check_algorithm_header(&self, head: &dyn crate::RequestHead) -> Result<(), Rejection> {
        let Some(header) = &self.algorithm_header else {
            return Ok(());
        };
        match once(head, &header.name)? {
            Some(value) if value.eq_ignore_ascii_case(header.value.as_bytes()) => Ok(()),
            _ => Err(Rejection::UnsupportedAlgorithm {
                header: header.name.clone(),
            }),
        }
    }

    /// The event id's text, where the message contains it.
    pub(crate) fn signed_event_id<'a>(
        &self,
        head: &'a dyn crate::RequestHead,
    ) -> Result<Option<&'a [u8]>, Rejection> {
        match &self.facts.id {
            Some(Source::Header(name)) if self.message.contains(&crate::Part::EventId) => {
                once(head, name)
            }
            _ => Ok(None),
        }
    }
}

impl fmt::Debug for SchemeCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemeCheck")
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
