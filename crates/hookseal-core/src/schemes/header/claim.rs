//! A [`Scheme`] at work: from the head to the verdict.

use std::borrow::Cow;

use bytes::Bytes;

use crate::crypto::Algorithm;
use crate::crypto::algorithm::{PublicStream, SignatureForm, Tags};
use crate::event::Source;
use crate::header_name::HeaderName;
use crate::inline::Inline;
use crate::json;
use crate::key::{KeySlot, KeySlots, KeyedMacs, Keys, PreparedKey};
use crate::limits::{ALWAYS_TRIED, HASHED_FOR_SIGNATURES, MAX_SIGNATURES};
use crate::schemes::header::read::once;
use crate::schemes::header::render::{Side, Values};
use crate::schemes::header::steps::Steps;
use crate::schemes::header::{AlgorithmHeader, TimestampPlace};
use crate::schemes::{Authentic, Check, Claim, Incoming, LateTimestamp, Part, Scheme};
use crate::time::{TimestampFormat, UnixTime};
use crate::trace::{Step, Watch};
use crate::verdict::Rejection;

/// All that a head says by a [`Scheme`].
pub(crate) struct SchemeClaim {
    algorithm: Algorithm,
    form: SignatureForm,
    signatures: Tags,
    around: AroundBody,
    timestamp: Option<UnixTime>,
    /// The timestamp that is still to come, of the few schemes that have it in the body.
    in_body: Option<Box<BodyTimestamp>>,
    /// Whether the body must be JSON, so that it is known where it begins.
    is_json: bool,
}

/// The check of a [`Scheme`], from the claim to the verdict.
pub(crate) struct SchemeCheck {
    claim: SchemeClaim,
    /// The keys that were valid when the head was read.
    slots: KeySlots,
    /// The cryptography, where the body comes in pieces. One that is whole at the end needs
    /// none of it: all happens in [`whole`](Self::whole).
    running: Option<Box<Running>>,
}

/// The message's pieces before and after the body.
#[derive(Default)]
struct AroundBody {
    text: Inline<64>,
    /// How much of it comes before the body.
    before: usize,
}

impl AroundBody {
    #[inline]
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
        /// How many of them check a signature.
        checks: usize,
        /// How many bytes these have hashed in all.
        hashed: usize,
    },
    /// They would have hashed too much, so none is left.
    TooMuch,
}

impl SchemeClaim {
    pub(crate) fn new(scheme: &Scheme) -> Self {
        Self {
            algorithm: scheme.algorithm,
            form: scheme.signature_form,
            signatures: Tags::default(),
            around: AroundBody::default(),
            timestamp: None,
            in_body: None,
            is_json: scheme.json_bodies,
        }
    }

    /// Reads the head, in place: the state should be moved seldom. The cheap refusals come
    /// first; no cryptography happens yet.
    pub(crate) fn read(
        &mut self,
        scheme: &Scheme,
        incoming: &Incoming<'_>,
        watch: impl Watch,
    ) -> Result<(), Rejection> {
        let head = incoming.head();
        let steps = watch.recorder().map(|to| Steps::new(scheme, to));
        let value = scheme.signature_value(head);
        if let Some(steps) = &steps {
            steps.header(head, &value);
        }
        let value = value?;
        scheme.check_algorithm_header(head, steps.as_ref())?;
        let read = scheme.all_signatures(head, value, MAX_SIGNATURES, &mut self.signatures);
        if let Some(steps) = &steps {
            steps.signatures(head, value, self.signatures.len(), &read);
        }
        read?;
        let policy = incoming.policy();
        let timestamp = scheme.read_timestamp(head, value, policy, || incoming.now());
        if let Some(steps) = &steps {
            steps.timestamp(incoming, value, &timestamp);
        }
        let timestamp = timestamp?;
        self.timestamp = timestamp.map(|(_, at)| at);
        self.in_body = BodyTimestamp::of(scheme, incoming);
        let event_id = scheme.signed_event_id(head);
        if let (Some(steps), Err(_)) = (&steps, &event_id) {
            steps.event_id(head, &event_id);
        }
        let values = Values {
            head,
            timestamp: timestamp.map(|(text, _)| text),
            event_id: event_id?,
            public_url: incoming.public_url(),
        };
        let rendered = scheme.render(&values, |side, piece| self.around.add(side, piece));
        if let Some(steps) = &steps {
            steps.message(head, self.around.split(), &rendered);
        }
        rendered
    }
}

impl Claim for SchemeClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let mut check = SchemeCheck::new(*self);
        check.admit(keys.slots())?;
        check.start_by(keys.iter());
        Ok(Box::new(check))
    }
}

impl SchemeCheck {
    pub(crate) fn new(claim: SchemeClaim) -> Self {
        Self {
            claim,
            slots: KeySlots::default(),
            running: None,
        }
    }

    /// Same as [`SchemeClaim::read`].
    pub(crate) fn read(
        &mut self,
        scheme: &Scheme,
        incoming: &Incoming<'_>,
        watch: impl Watch,
    ) -> Result<(), Rejection> {
        self.claim.read(scheme, incoming, watch)
    }

    /// Selects the keys that are valid.
    pub(crate) fn admit(&mut self, slots: KeySlots) -> Result<(), Rejection> {
        self.slots = slots;
        if slots.len() == 0 {
            return Err(Rejection::UnknownKey);
        }
        // Each pair of key and public-key signature is a verification of its own.
        let maximum = MAX_SIGNATURES / slots.len();
        if !self.claim.algorithm.is_symmetric() && self.claim.signatures.len() > maximum {
            return Err(Rejection::TooManySignatures { maximum });
        }
        Ok(())
    }

    /// Makes ready for a body that comes in pieces, by those of `keys` that are valid.
    pub(crate) fn start(&mut self, keys: &[PreparedKey]) {
        let slots = self.slots;
        self.start_by(slots.iter().filter_map(|slot| keys.get(slot.index())));
    }

    fn start_by<'k>(&mut self, keys: impl Iterator<Item = &'k PreparedKey>) {
        let claim = &self.claim;
        let mut running = match KeyedMacs::none(claim.algorithm) {
            Some(mut macs) => {
                macs.start(keys);
                Running::Hmac(macs)
            }
            None => Running::public(keys, &claim.signatures, claim.form),
        };
        running.update(claim.around.split().0);
        self.running = Some(Box::new(running));
    }

    /// The next piece, after [`start`](Self::start).
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        if let Some(running) = &mut self.running {
            running.update(chunk);
        }
    }

    /// The verdict on all that has come. One that was never started matches nothing.
    pub(crate) fn conclude(&mut self, body: &[u8]) -> Result<Authentic, Rejection> {
        let Some(mut running) = self.running.take() else {
            return Err(Rejection::SignatureMismatch);
        };
        running.update(self.claim.around.split().1);
        let holding = running.matching(&self.claim.signatures)?;
        self.verdict(holding, body)
    }

    /// The verdict on a body that has come in one piece, by those of `keys` that are valid.
    #[inline]
    pub(crate) fn whole(&self, keys: &[PreparedKey], body: &[u8]) -> Result<Authentic, Rejection> {
        let claim = &self.claim;
        let (before, after) = claim.around.split();
        if !claim.algorithm.is_symmetric() {
            let checks = self.slots.len().saturating_mul(claim.signatures.len());
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
            let message = [before, body, after];
            let holds = key.ready.has_signed(message, &claim.signatures, claim.form);
            // All keys are tried, so the time does not reveal which one matched.
            if holds && holding.is_none() {
                holding = Some(slot);
            }
        }
        self.verdict(holding, body)
    }

    #[inline]
    fn verdict(&self, holding: Option<KeySlot>, body: &[u8]) -> Result<Authentic, Rejection> {
        let Some(slot) = holding else {
            return Err(Rejection::SignatureMismatch);
        };
        if self.claim.is_json && !matches!(body, [] | [b'{' | b'[', ..]) {
            return Err(Rejection::MalformedBody {
                reason: "it does not begin like a JSON object or array",
            });
        }
        let timestamp = match &self.claim.in_body {
            None => self.claim.timestamp,
            Some(in_body) => Some(in_body.judged(body)?),
        };
        Ok(Authentic::by(slot).at(timestamp))
    }
}

impl Check for SchemeCheck {
    fn update(&mut self, chunk: &[u8]) {
        Self::update(self, chunk);
    }

    fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        self.conclude(body)
    }
}

/// A timestamp in the body, to be checked after the signature.
struct BodyTimestamp {
    pointer: Cow<'static, str>,
    format: TimestampFormat,
    late: LateTimestamp,
}

impl BodyTimestamp {
    fn of(scheme: &Scheme, incoming: &Incoming<'_>) -> Option<Box<Self>> {
        let timestamp = scheme.timestamp.as_ref()?;
        let TimestampPlace::Json(pointer) = &timestamp.place else {
            return None;
        };
        Some(Box::new(Self {
            pointer: pointer.clone(),
            format: timestamp.format,
            late: incoming.late_timestamp(timestamp.freshness),
        }))
    }

    /// The signature has held.
    fn judged(&self, body: &[u8]) -> Result<UnixTime, Rejection> {
        if let Some(recorder) = self.late.recorder() {
            recorder.note(Step::held("signature"));
        }
        let member = self.text(body);
        let text = member.as_ref().ok().map(String::as_bytes);
        let read = match &member {
            Ok(text) => self.late.read(text.as_bytes(), self.format),
            Err(refused) => Err(refused.clone()),
        };
        self.late.note(&read, &self.pointer, text, self.format);
        read
    }

    fn text(&self, body: &[u8]) -> Result<String, Rejection> {
        json::members(body, "", &[&self.pointer], 1)?
            .pop()
            .and_then(|mut members| members.pop().flatten())
            .filter(|text| !text.is_empty())
            .ok_or(Rejection::MissingTimestamp)
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
        let streams: Vec<_> = pairs.collect();
        Self::Public {
            checks: streams.iter().filter(|(_, one)| one.is_checked()).count(),
            streams,
            hashed: 0,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Hmac(macs) => macs.update(bytes),
            Self::Public {
                streams,
                checks,
                hashed,
            } => {
                *hashed = hashed.saturating_add(bytes.len().saturating_mul(*checks));
                if is_too_much(*checks, *hashed) {
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
    #[inline]
    fn check_algorithm_header(
        &self,
        head: &dyn crate::request::RequestHead,
        steps: Option<&Steps<'_>>,
    ) -> Result<(), Rejection> {
        for header in self.algorithm_header.iter().chain(&self.version_header) {
            let agrees = header.is_in(head);
            if let Some(steps) = steps {
                steps.algorithm(head, header, &agrees);
            }
            agrees?;
        }
        Ok(())
    }

    /// The header with the event id, if one has it.
    pub(crate) const fn id_header(&self) -> Option<&HeaderName> {
        match &self.facts.id {
            Some(Source::Header(name)) => Some(name),
            _ => None,
        }
    }

    /// The event id's text, where the message contains it.
    #[inline]
    pub(crate) fn signed_event_id<'a>(
        &self,
        head: &'a dyn crate::request::RequestHead,
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

impl AlgorithmHeader {
    #[inline]
    fn is_in(&self, head: &dyn crate::request::RequestHead) -> Result<(), Rejection> {
        match once(head, &self.name)? {
            Some(value) if value.eq_ignore_ascii_case(self.value.as_bytes()) => Ok(()),
            _ => Err(Rejection::UnsupportedAlgorithm {
                header: self.name.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests;
