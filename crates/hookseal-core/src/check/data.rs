//! Checking a request by a [`Scheme`]: from its head to the verdict.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::incoming::fresh;
use super::{Authentic, Check, Incoming, KeyedMacs};
use crate::algorithm::{PublicStream, SignatureForm, Tags};
use crate::inline::Inline;
use crate::key::{KeySlot, KeySlots, PreparedKey};
use crate::limits::{ALWAYS_TRIED, HASHED_FOR_SIGNATURES, MAX_SIGNATURES};
use crate::scheme::TimestampSource;
use crate::scheme::read::once;
use crate::scheme::render::{Side, Values};
use crate::{Freshness, Part, Rejection, Scheme, Source, TimestampFormat, UnixTime, json};

/// The check of a [`Scheme`] under way.
#[derive(Default)]
pub struct SchemeCheck {
    signatures: Tags,
    around: AroundBody,
    timestamp: Option<UnixTime>,
    /// The timestamp that is still to come, of the few schemes that have it in the body.
    in_body: Option<Box<BodyTimestamp>>,
    /// The keys that were valid when the head was read.
    slots: KeySlots,
    /// Whether the body must be JSON, so that it is known where it begins.
    is_json: bool,
    /// The cryptography, where the body comes in pieces. One that is whole at the end needs
    /// none of it: all happens in [`whole`](Self::whole).
    running: Option<Box<Running>>,
}

/// What the message has beside the body.
#[derive(Default)]
struct AroundBody {
    text: Inline<64>,
    /// How much of it stands before the body.
    before: usize,
}

impl AroundBody {
    fn add(&mut self, side: Side, piece: &[u8]) {
        self.text.push(piece);
        if side == Side::BeforeBody {
            self.before = self.text.len();
        }
    }

    fn split(&self) -> (&[u8], &[u8]) {
        let text = self.text.as_slice();
        text.split_at_checked(self.before).unwrap_or_default()
    }
}

#[allow(clippy::large_enum_variant)] // it is in a box
enum Running {
    /// One HMAC for each key.
    Hmac(KeyedMacs),
    /// One verification for each pair of key and signature.
    Public {
        streams: Vec<(KeySlot, PublicStream)>,
        /// How many bytes they have hashed in all.
        hashed: usize,
    },
    /// They would have hashed too much, so none is left.
    TooMuch,
}

impl SchemeCheck {
    /// All that can be refused without a key: the very steps of [`begin`](Self::begin), but
    /// the message is thrown away.
    pub(super) fn screen(scheme: &Scheme, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        let asserted = Asserted::read(scheme, incoming, MAX_SIGNATURES, &mut Tags::default())?;
        scheme.render(&asserted.values, |_, _| ())
    }

    /// A check that takes the body in pieces.
    pub(super) fn begin(scheme: &Scheme, incoming: &Incoming<'_>) -> Result<Self, Rejection> {
        let mut check = Self::default();
        check.read(scheme, incoming)?;
        check.start(scheme, incoming.keys());
        Ok(check)
    }

    /// Reads the head, in place: the state should be moved seldom. The cheap refusals come
    /// first; no cryptography happens yet.
    pub(super) fn read(
        &mut self,
        scheme: &Scheme,
        incoming: &Incoming<'_>,
    ) -> Result<(), Rejection> {
        self.slots = incoming.keys().map(PreparedKey::slot).collect();
        // Each pair of key and public-key signature is a verification of its own.
        let most = match self.slots.len() {
            0 => 1,
            keys if !scheme.algorithm.is_symmetric() => MAX_SIGNATURES / keys,
            _ => MAX_SIGNATURES,
        };
        let Asserted { timestamp, values } =
            Asserted::read(scheme, incoming, most, &mut self.signatures)?;
        if self.slots.len() == 0 {
            return Err(Rejection::UnknownKey);
        }
        self.timestamp = timestamp;
        self.in_body = BodyTimestamp::of(scheme, incoming);
        self.is_json = scheme.json_bodies;
        scheme.render(&values, |side, piece| self.around.add(side, piece))
    }

    /// Makes ready for a body that comes in pieces, by the keys that `read` has found valid.
    pub(super) fn start_with(&mut self, scheme: &Scheme, keys: &[PreparedKey]) {
        let slots = self.slots;
        let valid = slots.iter().filter_map(|slot| keys.get(slot.index()));
        self.start(scheme, valid);
    }

    fn start<'k>(&mut self, scheme: &Scheme, keys: impl Iterator<Item = &'k PreparedKey>) {
        let form = scheme.signature_form;
        let mut running = match KeyedMacs::none(scheme.algorithm) {
            Some(mut macs) => {
                macs.start(keys);
                Running::Hmac(macs)
            }
            None => Running::public(keys, &self.signatures, form),
        };
        running.update(self.around.split().0);
        self.running = Some(Box::new(running));
    }

    /// The verdict on a body that has come in one piece, by the keys that `read` has found
    /// valid.
    pub(super) fn whole(
        &self,
        scheme: &Scheme,
        keys: &[PreparedKey],
        body: &[u8],
    ) -> Result<Authentic, Rejection> {
        let (before, after) = self.around.split();
        if !scheme.algorithm.is_symmetric() {
            let checks = self.slots.len().saturating_mul(self.signatures.len());
            let message = before
                .len()
                .saturating_add(body.len())
                .saturating_add(after.len());
            if is_too_much(checks, checks.saturating_mul(message)) {
                return Err(TOO_MUCH);
            }
        }
        let mut holding = None;
        for slot in self.slots.iter() {
            let Some(key) = keys.get(slot.index()) else {
                continue;
            };
            let form = scheme.signature_form;
            let holds = key
                .ready
                .has_signed([before, body, after], &self.signatures, form);
            // All keys are tried: the time does not tell which it was.
            if holds && holding.is_none() {
                holding = Some(slot);
            }
        }
        self.verdict(holding, body)
    }

    fn verdict(&self, holding: Option<KeySlot>, body: &[u8]) -> Result<Authentic, Rejection> {
        let Some(slot) = holding else {
            return Err(Rejection::SignatureMismatch);
        };
        if self.is_json && !matches!(body, [] | [b'{' | b'[', ..]) {
            return Err(Rejection::MalformedBody {
                reason: "it does not begin as a JSON object or array does",
            });
        }
        let timestamp = match &self.in_body {
            None => self.timestamp,
            Some(in_body) => Some(in_body.judged(body)?),
        };
        Ok(Authentic::by(slot).at(timestamp))
    }
}

/// What a request says about itself, believed by nobody yet.
struct Asserted<'a> {
    timestamp: Option<UnixTime>,
    values: Values<'a>,
}

impl<'a> Asserted<'a> {
    /// Its signatures go to `tags`.
    fn read(
        scheme: &Scheme,
        incoming: &Incoming<'a>,
        most: usize,
        tags: &mut Tags,
    ) -> Result<Self, Rejection> {
        let head = incoming.head;
        let value = scheme.signature_value(head)?;
        scheme.check_algorithm_header(head)?;
        scheme.all_signatures(head, value, most, tags)?;
        let now = || incoming.now();
        let timestamp = scheme.read_timestamp(head, value, incoming.freshness, now)?;
        Ok(Self {
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
        if let Some(running) = &mut self.running {
            running.update(chunk);
        }
    }

    fn finish(mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        self.conclude(body)
    }
}

impl SchemeCheck {
    /// The verdict on all that has come. One that was never started matches nothing.
    pub(super) fn conclude(&mut self, body: &[u8]) -> Result<Authentic, Rejection> {
        let Some(mut running) = self.running.take() else {
            return Err(Rejection::SignatureMismatch);
        };
        running.update(self.around.split().1);
        let holding = running.matching(&self.signatures)?;
        self.verdict(holding, body)
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
    fn public<'k>(
        keys: impl Iterator<Item = &'k PreparedKey>,
        signatures: &Tags,
        form: SignatureForm,
    ) -> Self {
        let pairs = keys.flat_map(|key| {
            signatures.iter().filter_map(move |signature| {
                let stream = key.ready.verify_stream(signature, form)?;
                Some((key.slot(), stream))
            })
        });
        Self::Public {
            streams: pairs.collect(),
            hashed: 0,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Hmac(macs) => macs.update(bytes),
            Self::Public { streams, hashed } => {
                *hashed = hashed.saturating_add(bytes.len().saturating_mul(streams.len()));
                if is_too_much(streams.len(), *hashed) {
                    *self = Self::TooMuch;
                    return;
                }
                for (_, stream) in streams {
                    stream.update(bytes);
                }
            }
            Self::TooMuch => {}
        }
    }

    fn matching(self, signatures: &Tags) -> Result<Option<KeySlot>, Rejection> {
        match self {
            Self::Hmac(mut macs) => Ok(macs.matching_any(&signatures.iter())),
            Self::Public { streams, .. } => Ok(streams
                .into_iter()
                .find_map(|(slot, stream)| stream.holds().then_some(slot))),
            Self::TooMuch => Err(TOO_MUCH),
        }
    }
}

/// Whether so many verifications by public keys, each with a hash of its own, must not hash so
/// many bytes together.
const fn is_too_much(checks: usize, hashed: usize) -> bool {
    checks > ALWAYS_TRIED && hashed > HASHED_FOR_SIGNATURES
}

const TOO_MUCH: Rejection = Rejection::TooManySignatures {
    maximum: ALWAYS_TRIED,
};

impl Scheme {
    fn check_algorithm_header(&self, head: &dyn crate::RequestHead) -> Result<(), Rejection> {
        for header in self.algorithm_header.iter().chain(&self.version_header) {
            match once(head, &header.name)? {
                Some(value) if value.eq_ignore_ascii_case(header.value.as_bytes()) => {}
                _ => {
                    return Err(Rejection::UnsupportedAlgorithm {
                        header: header.name.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// The event id's text, where the message contains it.
    pub(crate) fn signed_event_id<'a>(
        &self,
        head: &'a dyn crate::RequestHead,
    ) -> Result<Option<&'a [u8]>, Rejection> {
        let mut parts = self.message.iter();
        match &self.facts.id {
            Some(Source::Header(name)) if parts.any(|part| matches!(part, Part::EventId)) => {
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
