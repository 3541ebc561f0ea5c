//! Judging a request: the policy by its head, the signature by its keys, the digests by its body.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use sfv::BareItemFromInput;

use super::digest::Digests;
use super::fields::{
    Fields, Input, SIGNATURE, SIGNATURE_INPUT, Signatures, header_name, malformed,
};
use super::origin::Origin;
use super::resolve::resolve;
use super::value::Message;
use super::{MessageSignatures, NonceCheck, base, registered, steps};
use crate::crypto::Algorithm;
use crate::crypto::algorithm::SignatureForm;
use crate::key::{KeySlot, KeyedMacs, Keys, PreparedKey};
use crate::limits::{MAX_KEY_ID_BYTES, MAX_SIGNATURES};
use crate::request::{RequestHead, Single};
use crate::schemes::header::read::check_fresh;
use crate::schemes::{Authentic, Check, Claim, Incoming};
use crate::time::format::digits;
use crate::time::{TimestampFormat, UnixTime};
use crate::trace::{Recorder, Step};
use crate::verdict::Rejection;

/// The claims of those labels of a request that the policy may accept, apart from the keys. At
/// least one; those that cover a digest come before those that cover none, because it may only
/// show at the end whether there is a body.
pub(super) struct MessageClaim {
    algorithm: Algorithm,
    labels: Vec<Label>,
    /// Why the others are refused: of the one that came furthest.
    furthest: Furthest,
    recorder: Option<Recorder>,
}

/// One label, with everything needed to check it.
struct Label {
    name: Arc<str>,
    key_id: Option<String>,
    created: UnixTime,
    /// The signature base (RFC 9421, section 2.5).
    base: Vec<u8>,
    signature: Vec<u8>,
    body: BodyRule,
}

/// The requirement for the body, checked after the signature.
struct BodyRule {
    /// `None` where the signature covers none; the body must then be empty.
    digests: Option<Digests>,
    digest_header: &'static str,
    nonce: Option<(NonceCheck, Box<str>)>,
}

/// The refusal of the label that came furthest: it says best what is wrong.
#[derive(Default)]
struct Furthest(Option<(Stage, Rejection)>);

impl Furthest {
    fn note(&mut self, stage: Stage, refused: Rejection) {
        let further = |(other, _): &(Stage, Rejection)| *other < stage;
        if self.0.as_ref().is_none_or(further) {
            self.0 = Some((stage, refused));
        }
    }

    fn into_refusal(self) -> Rejection {
        self.0.map_or_else(
            || Rejection::MissingSignature {
                header: header_name(SIGNATURE),
            },
            |(_, refused)| refused,
        )
    }
}

impl MessageClaim {
    /// Reads both fields, once.
    pub(super) fn read(
        rules: &MessageSignatures,
        incoming: &Incoming<'_>,
    ) -> Result<Self, Rejection> {
        if let Some(recorder) = incoming.own_recorder() {
            steps::fields(recorder, incoming.head());
        }
        let fields = Fields::read(incoming.head())?;
        let signatures = Signatures::parse(&fields)?;
        let origin = incoming.public_url().and_then(Origin::parse);
        let message = Message::new(incoming.head(), origin, &rules.structured);
        let recorder = incoming.recorder();
        let (mut labels, mut furthest) = (Vec::new(), Furthest::default());
        let covering = |covers: bool| {
            let all = rules.candidates(&signatures);
            all.filter(move |(input, _)| input.names(rules.digest_header.as_str()) == covers)
        };
        for (input, signature) in covering(true).chain(covering(false)) {
            let mut judging = Judging {
                rules,
                incoming,
                message: &message,
                stage: Stage::Meant,
            };
            match judging.judge(input, signature) {
                Ok(label) => labels.push(label),
                Err(why @ Rejection::TooManySignatures { .. }) => return Err(why),
                Err(why) => {
                    if let Some(recorder) = &recorder {
                        recorder.note_refusal(steps::refused(rules, input, &why));
                    }
                    furthest.note(judging.stage, why);
                }
            }
        }
        if labels.is_empty() {
            return Err(furthest.into_refusal());
        }
        Ok(Self {
            algorithm: rules.algorithm,
            labels,
            furthest,
            recorder,
        })
    }
}

impl Claim for MessageClaim {
    fn key_ids(&self) -> Vec<&str> {
        let ids = self
            .labels
            .iter()
            .filter_map(|label| label.key_id.as_deref());
        let mut each: Vec<&str> = Vec::new();
        for id in ids {
            if !each.contains(&id) {
                each.push(id);
            }
        }
        each
    }

    /// The first label that holds decides.
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let mut furthest = self.furthest;
        let mut attempts = MAX_SIGNATURES;
        let note = |step: &dyn Fn() -> Step| {
            if let Some(recorder) = &self.recorder {
                recorder.note(step());
            }
        };
        for label in self.labels {
            let named = keys.named(label.key_id.as_deref()).count();
            if named == 0 {
                note(&|| steps::no_key(&label.name));
                furthest.note(Stage::Keyed, Rejection::UnknownKey);
                continue;
            }
            attempts = attempts
                .checked_sub(named)
                .ok_or(Rejection::TooManySignatures {
                    maximum: MAX_SIGNATURES,
                })?;
            let Some(slot) = label.signed_by(keys, self.algorithm) else {
                note(&|| steps::signature(&label.name, &Err(Rejection::SignatureMismatch)));
                furthest.note(Stage::Signed, Rejection::SignatureMismatch);
                continue;
            };
            note(&|| steps::signature(&label.name, &Ok(())));
            return Ok(Box::new(MessageCheck {
                held: Authentic::by(slot)
                    .at(Some(label.created))
                    .labelled(label.name),
                body: label.body,
                recorder: self.recorder.clone(),
            }));
        }
        Err(furthest.into_refusal())
    }
}

impl Label {
    /// The key under which the signature holds.
    fn signed_by(&self, keys: &Keys, algorithm: Algorithm) -> Option<KeySlot> {
        let mut named = keys.named(self.key_id.as_deref());
        if let Some(mut macs) = KeyedMacs::none(algorithm) {
            macs.start(named);
            macs.update(&self.base);
            return macs.matching(&self.signature);
        }
        let holds = |key: &&PreparedKey| {
            let stream = key.verify_fixed_stream(&self.signature);
            stream.is_some_and(|mut stream| {
                stream.update(&self.base);
                stream.holds()
            })
        };
        named.find(holds).map(PreparedKey::slot)
    }
}

/// The signature has held, the body is being hashed.
struct MessageCheck {
    held: Authentic,
    body: BodyRule,
    recorder: Option<Recorder>,
}

impl Check for MessageCheck {
    fn update(&mut self, chunk: &[u8]) {
        if let Some(digests) = &mut self.body.digests {
            digests.update(chunk);
        }
    }

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let rule = self.body;
        let is_covered = rule.digests.is_some();
        let digested = match rule.digests {
            Some(digests) => digests.finish(),
            None if body.is_empty() => Ok(()),
            None => Err(not_covered(rule.digest_header)),
        };
        if let Some(recorder) = &self.recorder {
            recorder.note(steps::digested(is_covered, rule.digest_header, &digested));
        }
        digested?;
        // Asked last, so that only a delivery that is authentic can use a nonce up.
        if let Some((NonceCheck(is_new), nonce)) = rule.nonce
            && !is_new(&nonce)
        {
            return Err(Rejection::NonceRefused);
        }
        Ok(self.held)
    }
}

/// How far a signature came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Meant,
    Timely,
    Covering,
    Keyed,
    Digested,
    Signed,
}

struct Judging<'j, 'i> {
    rules: &'j MessageSignatures,
    incoming: &'j Incoming<'i>,
    /// The request's values that labels cover.
    message: &'j Message<'i>,
    stage: Stage,
}

impl Judging<'_, '_> {
    /// The cheap refusals first.
    fn judge(&mut self, input: &Input<'_>, signature: &[u8]) -> Result<Label, Rejection> {
        let (rules, head) = (self.rules, self.incoming.head());
        rules.check_tag(input)?;
        rules.check_algorithm(input)?;
        let nonce = text(input, "nonce")?;
        let parts = resolve(&input.components)?;
        self.incoming.note(|| steps::covers(input, &parts));

        self.stage = Stage::Timely;
        let created = self.check_times(input);
        self.incoming
            .note(|| steps::times(rules, input, &created, self.incoming));
        let created = created?;

        self.stage = Stage::Covering;
        for required in rules.required.iter() {
            if !parts.iter().any(|part| part.stands_for(&required.0)) {
                return Err(not_covered(required.to_string()));
            }
        }
        let nonce = self.nonce(nonce)?;

        self.stage = Stage::Keyed;
        let key_id = key_id(input)?;
        if rules.key_id_required && key_id.is_none() {
            return Err(Rejection::UnknownKey);
        }

        self.stage = Stage::Digested;
        let said = || self.message.digests(rules.digest_header);
        let digests = Digests::covered(&parts, said, rules.digest_header, rules.digests)?;
        if digests.is_none() && announces_body(head) {
            return Err(not_covered(rules.digest_header.as_str()));
        }
        if digests.is_some() {
            self.incoming.note(|| steps::covers_digest(rules));
        }

        let lengths = rules.algorithm.signature_lengths(SignatureForm::Fixed);
        if !lengths.contains(&signature.len()) {
            return Err(malformed(SIGNATURE));
        }
        let base = base::of_input(input, &parts, self.message);
        self.incoming.note(|| steps::base(input, &base));
        Ok(Label {
            name: Arc::from(input.label.as_str()),
            key_id: key_id.map(str::to_owned),
            created,
            base: base?,
            signature: signature.to_vec(),
            body: BodyRule {
                digests,
                digest_header: rules.digest_header.as_str(),
                nonce,
            },
        })
    }

    /// `created` is demanded, and `expires` is heeded (RFC 9421, section 2.3).
    fn check_times(&self, input: &Input<'_>) -> Result<UnixTime, Rejection> {
        let now = self.incoming.now();
        let created = seconds(input, "created")?.ok_or(Rejection::MissingTimestamp)?;
        if let Some(expires) = seconds(input, "expires")? {
            let ago_secs = now.as_secs().saturating_sub(expires.as_secs());
            if ago_secs > 0 {
                return Err(Rejection::Expired { ago_secs });
            }
        }
        if let Some(freshness) = self.incoming.freshness(Some(self.rules.freshness)) {
            check_fresh(created, now, TimestampFormat::Seconds, freshness)?;
        }
        Ok(created)
    }

    fn nonce(&self, nonce: Option<&str>) -> Result<Option<(NonceCheck, Box<str>)>, Rejection> {
        let Some(check) = &self.rules.nonce else {
            return Ok(None);
        };
        match nonce {
            Some(nonce) if !nonce.is_empty() => Ok(Some((check.clone(), nonce.into()))),
            _ => Err(Rejection::NonceRefused),
        }
    }
}

impl MessageSignatures {
    /// The labels that both fields have and that this policy may accept.
    pub(super) fn candidates<'s, 'a>(
        &'s self,
        signatures: &'s Signatures<'a>,
    ) -> impl Iterator<Item = (&'s Input<'a>, &'s [u8])> {
        signatures.inputs.iter().filter_map(move |input| {
            if let Some(label) = &self.label
                && label != input.label.as_str()
            {
                return None;
            }
            Some((input, signatures.signature(input.label)?))
        })
    }

    /// A signature for another application does not count (RFC 9421, section 7.2.7).
    pub(super) fn check_tag(&self, input: &Input<'_>) -> Result<(), Rejection> {
        let own = text(input, "tag")?;
        match &self.tag {
            Some(tag) if own != Some(tag) => Err(Rejection::MissingSignature {
                header: header_name(SIGNATURE),
            }),
            _ => Ok(()),
        }
    }

    /// `alg` may only agree; it never chooses (RFC 9421, section 7.3.6).
    pub(super) fn check_algorithm(&self, input: &Input<'_>) -> Result<(), Rejection> {
        match text(input, "alg")? {
            Some(name) if Some(name) != registered(self.algorithm) => {
                Err(Rejection::UnsupportedAlgorithm {
                    header: header_name(SIGNATURE_INPUT),
                })
            }
            _ => Ok(()),
        }
    }
}

/// A parameter that has to be a time: whole seconds since 1970.
pub(super) fn seconds(input: &Input<'_>, name: &str) -> Result<Option<UnixTime>, Rejection> {
    match input.parameter(name) {
        None => Ok(None),
        Some(BareItemFromInput::Integer(seconds)) => u64::try_from(*seconds)
            .map(|seconds| Some(UnixTime::from_secs(seconds)))
            .map_err(|_| Rejection::MalformedTimestamp),
        Some(_) => Err(Rejection::MalformedTimestamp),
    }
}

/// The `keyid`, if the signature has one that can be one: 1 to 256 characters.
pub(super) fn key_id<'a>(input: &'a Input<'_>) -> Result<Option<&'a str>, Rejection> {
    match text(input, "keyid")? {
        Some(id) if (1..=MAX_KEY_ID_BYTES).contains(&id.len()) => Ok(Some(id)),
        Some(_) => Err(Rejection::UnknownKey),
        None => Ok(None),
    }
}

/// A parameter that has to be a String, which is printable ASCII (RFC 9651, section 3.3.3).
fn text<'a>(input: &'a Input<'_>, name: &str) -> Result<Option<&'a str>, Rejection> {
    match input.parameter(name) {
        None => Ok(None),
        Some(BareItemFromInput::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(malformed(SIGNATURE_INPUT)),
    }
}

fn not_covered(component: impl Into<Cow<'static, str>>) -> Rejection {
    Rejection::NotCovered {
        component: component.into(),
    }
}

/// Whether the head announces a body. If it says nothing, only the end shows it.
fn announces_body(head: &dyn RequestHead) -> bool {
    match head.single("content-length") {
        Single::Once(length) => digits(length) != Some(0),
        Single::Missing => false,
        Single::Repeated => true,
    }
}
