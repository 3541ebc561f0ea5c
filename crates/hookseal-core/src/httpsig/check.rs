//! Judging a request: the policy and the signature from its head, the digests with its body.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use sfv::BareItemFromInput;

use super::base;
use super::digest::Digests;
use super::fields::{
    Fields, Input, SIGNATURE, SIGNATURE_INPUT, Signatures, header_name, malformed,
};
use super::origin::Origin;
use super::resolve::resolve;
use super::value::Message;
use super::{MessageSignatures, NonceCheck, registered};
use crate::algorithm::SignatureForm;
use crate::check::KeyedMacs;
use crate::key::KeySlot;
use crate::limits::{MAX_KEY_ID_BYTES, MAX_SIGNATURES};
use crate::scheme::read::{check_fresh, digits};
use crate::{
    Authentic, Check, Incoming, Rejection, RequestHead, Single, TimestampFormat, UnixTime,
};

/// The check of [`MessageSignatures`] under way: the signature has held, the body is
/// being hashed.
pub struct MessageCheck {
    slot: KeySlot,
    created: UnixTime,
    label: Arc<str>,
    /// `None` where the signature covers none; the body must then be empty.
    digests: Option<Digests>,
    digest_header: &'static str,
    nonce: Option<(NonceCheck, Box<str>)>,
}

impl MessageCheck {
    pub(super) fn begin(
        rules: &MessageSignatures,
        incoming: &Incoming<'_>,
    ) -> Result<Self, Rejection> {
        Self::first(rules, incoming, false)?.ok_or(Rejection::UnknownKey)
    }

    /// All that can be judged before the keys are known.
    pub(super) fn screen(
        rules: &MessageSignatures,
        incoming: &Incoming<'_>,
    ) -> Result<(), Rejection> {
        Self::first(rules, incoming, true).map(|_| ())
    }

    /// The first label that holds decides, and those that cover a digest come before those that
    /// cover none: whether a body follows may show only at its end. Where none holds, the one
    /// that came furthest tells why.
    fn first(
        rules: &MessageSignatures,
        incoming: &Incoming<'_>,
        screening: bool,
    ) -> Result<Option<Self>, Rejection> {
        let fields = Fields::read(incoming.head())?;
        let signatures = Signatures::parse(&fields)?;
        let origin = incoming.public_url().and_then(Origin::parse);
        let message = Message::new(incoming.head(), origin, &rules.structured);
        let mut attempts = MAX_SIGNATURES;
        let mut furthest: Option<(Stage, Rejection)> = None;
        let covering = |covers: bool| {
            let all = rules.candidates(&signatures);
            all.filter(move |(input, _)| input.names(rules.digest_header.as_str()) == covers)
        };
        for (input, signature) in covering(true).chain(covering(false)) {
            let mut judging = Judging {
                rules,
                incoming,
                message: &message,
                attempts: &mut attempts,
                screening,
                stage: Stage::Meant,
            };
            match judging.judge(input, signature) {
                Ok(check) => return Ok(check),
                Err(why @ Rejection::TooManySignatures { .. }) => return Err(why),
                Err(why) => {
                    let stage = judging.stage;
                    if furthest.as_ref().is_none_or(|(other, _)| *other < stage) {
                        furthest = Some((stage, why));
                    }
                }
            }
        }
        Err(match furthest {
            Some((_, why)) => why,
            None => Rejection::MissingSignature {
                header: header_name(SIGNATURE),
            },
        })
    }
}

impl Check for MessageCheck {
    fn update(&mut self, chunk: &[u8]) {
        if let Some(digests) = &mut self.digests {
            digests.update(chunk);
        }
    }

    fn finish(self, body: &Bytes) -> Result<Authentic, Rejection> {
        match self.digests {
            Some(digests) => digests.finish()?,
            None if body.is_empty() => {}
            None => return Err(not_covered(self.digest_header)),
        }
        // Asked last, so that only a delivery that is authentic can use a nonce up.
        if let Some((NonceCheck(is_new), nonce)) = self.nonce
            && !is_new(&nonce)
        {
            return Err(Rejection::NonceRefused);
        }
        Ok(Authentic::by(self.slot)
            .at(Some(self.created))
            .labelled(self.label))
    }
}

impl fmt::Debug for MessageCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageCheck")
            .field("created", &self.created)
            .finish_non_exhaustive()
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
    /// What all labels cover parts of.
    message: &'j Message<'i>,
    /// Verifications left, over all labels.
    attempts: &'j mut usize,
    /// Whether the keys are not known yet.
    screening: bool,
    stage: Stage,
}

impl Judging<'_, '_> {
    /// The cheap refusals first, the cryptography last; `None` where only that is left.
    fn judge(
        &mut self,
        input: &Input<'_>,
        signature: &[u8],
    ) -> Result<Option<MessageCheck>, Rejection> {
        let (rules, head) = (self.rules, self.incoming.head());
        rules.check_tag(input)?;
        rules.check_algorithm(input)?;
        let nonce = text(input, "nonce")?;
        let parts = resolve(&input.components)?;

        self.stage = Stage::Timely;
        let created = self.check_times(input)?;

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
        let keys = self.keys(key_id).count();
        if keys == 0 && !self.screening {
            return Err(Rejection::UnknownKey);
        }

        self.stage = Stage::Digested;
        let said = || self.message.digests(rules.digest_header);
        let digests = Digests::covered(&parts, said, rules.digest_header, rules.digests)?;
        if digests.is_none() && announces_body(head) {
            return Err(not_covered(rules.digest_header.as_str()));
        }

        self.stage = Stage::Signed;
        if !rules
            .algorithm
            .signature_lengths(SignatureForm::Fixed)
            .contains(&signature.len())
        {
            return Err(malformed(SIGNATURE));
        }
        *self.attempts = self
            .attempts
            .checked_sub(keys)
            .ok_or(Rejection::TooManySignatures {
                maximum: MAX_SIGNATURES,
            })?;
        let base = base::of_input(input, &parts, self.message)?;
        if self.screening {
            return Ok(None);
        }
        let slot = self.verify(&base, signature, key_id)?;
        Ok(Some(MessageCheck {
            slot,
            created,
            label: Arc::from(input.label.as_str()),
            digests,
            digest_header: rules.digest_header.as_str(),
            nonce,
        }))
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

    fn keys<'k>(
        &'k self,
        key_id: Option<&'k str>,
    ) -> impl Iterator<Item = &'k crate::PreparedKey> + 'k {
        self.incoming
            .keys()
            .filter(move |key| key.id().is_none_or(|id| Some(id) == key_id))
    }

    /// The key under which the signature holds.
    fn verify(
        &self,
        base: &[u8],
        signature: &[u8],
        key_id: Option<&str>,
    ) -> Result<KeySlot, Rejection> {
        if let Some(mut macs) = KeyedMacs::none(self.rules.algorithm) {
            macs.start(self.keys(key_id));
            macs.update(base);
            return macs
                .matching_any(&std::iter::once(signature))
                .ok_or(Rejection::SignatureMismatch);
        }
        self.keys(key_id)
            .filter(|key| {
                key.ready
                    .verify_stream(signature, SignatureForm::Fixed)
                    .is_some_and(|mut stream| {
                        stream.update(base);
                        stream.holds()
                    })
            })
            .map(crate::PreparedKey::slot)
            .next()
            .ok_or(Rejection::SignatureMismatch)
    }
}

impl MessageSignatures {
    /// The labels that both fields have, and that this policy may take.
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

    /// A signature for another application is none for this one (RFC 9421, section 7.2.7).
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

/// Whether the head says that a body follows. Where it says nothing, the end tells.
fn announces_body(head: &dyn RequestHead) -> bool {
    match head.single("content-length") {
        Single::Once(length) => digits(length) != Some(0),
        Single::Missing => false,
        Single::Repeated => true,
    }
}
