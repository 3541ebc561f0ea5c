//! The steps of a signature by RFC 9421, as a trace shows them. None of this runs for a request
//! that is not traced.

use sfv::BareItemFromInput;

use super::MessageSignatures;
use super::check::{key_id, seconds};
use super::component::{Component, Part};
use super::fields::{Input, SIGNATURE, SIGNATURE_INPUT, header_name};
use crate::request::RequestHead;
use crate::schemes::Incoming;
use crate::schemes::incoming::{note_header, time_step};
use crate::time::{TimestampFormat, UnixTime};
use crate::trace::{Recorder, Step};
use crate::verdict::Rejection;

/// The two fields.
#[cold]
pub(super) fn fields(to: &Recorder, head: &dyn RequestHead) {
    for name in [SIGNATURE_INPUT, SIGNATURE] {
        note_header(to, "signature header", head, &header_name(name), &Ok(()));
    }
}

/// The content of one signature.
#[cold]
pub(super) fn covers(input: &Input<'_>, parts: &[Part<'_>]) -> Step {
    let ids: Vec<_> = parts
        .iter()
        .map(|part| Component::of(part).to_string())
        .collect();
    let covered = if ids.is_empty() {
        "nothing".to_owned()
    } else {
        ids.join(" ")
    };
    let mut text = format!("{} covers {covered}", input.label.as_str());
    if let Ok(Some(id)) = key_id(input) {
        text = format!("{text}, names the key {id}");
    }
    if let Some(BareItemFromInput::String(name)) = input.parameter("alg") {
        text = format!("{text}, names the algorithm {}", name.as_str());
    }
    Step::held("signature input").showing(text)
}

/// `created`, which is required, and `expires`, which is optional.
#[cold]
pub(super) fn times(
    rules: &MessageSignatures,
    input: &Input<'_>,
    read: &Result<UnixTime, Rejection>,
    incoming: &Incoming<'_>,
) -> Step {
    let seconds = |name| seconds(input, name).ok().flatten();
    let text = seconds("created").map(|at| at.as_secs().to_string());
    let place = match seconds("expires") {
        None => format!("created of {}", input.label.as_str()),
        Some(expires) => format!(
            "created of {}, which expires {}",
            input.label.as_str(),
            expires.as_secs()
        ),
    };
    time_step(
        read,
        place,
        text.as_ref().map(String::as_bytes),
        TimestampFormat::Seconds,
        incoming.freshness(Some(rules.freshness)),
        incoming.now(),
    )
}

/// The signature covers the header of digests.
#[cold]
pub(super) fn covers_digest(rules: &MessageSignatures) -> Step {
    let name = rules.digest_header.as_str();
    Step::held("digest header").showing(format!("{name} is covered by the signature"))
}

/// Whether the body has its digests, or needs none.
#[cold]
pub(super) fn digested(is_covered: bool, name: &str, ended: &Result<(), Rejection>) -> Step {
    if is_covered {
        return Step::ended("digest", ended);
    }
    let step = Step::ended("digest header", ended);
    step.showing(match ended {
        Ok(()) => "the body is empty, so it needs no digest".to_owned(),
        Err(_) => format!("{name} is not covered by the signature"),
    })
}

/// The signature base, or the component that it lacks.
#[cold]
pub(super) fn base(input: &Input<'_>, base: &Result<Vec<u8>, Rejection>) -> Step {
    let step = Step::ended("signature base", base);
    step.showing(match base {
        Ok(base) => format!("{} bytes of {}", base.len(), input.label.as_str()),
        Err(refused) => refused.to_string(),
    })
}

/// Why a signature does not count.
#[cold]
pub(super) fn refused(rules: &MessageSignatures, input: &Input<'_>, why: &Rejection) -> Step {
    let step = match why {
        Rejection::NotCovered { component } if component == rules.digest_header.as_str() => {
            Step::refused("digest header", why.clone())
        }
        Rejection::MalformedSignature { .. }
        | Rejection::MissingSignature { .. }
        | Rejection::UnsupportedAlgorithm { .. } => Step::refused("signature input", why.clone()),
        _ => Step::about(why),
    };
    step.showing(format!("{}: {why}", input.label.as_str()))
}

/// No key that the signature names is here.
#[cold]
pub(super) fn no_key(label: &str) -> Step {
    let step = Step::refused("keys", Rejection::UnknownKey);
    step.showing(format!("none is for the key that {label} names"))
}

/// Whether a signature is that of a key.
#[cold]
pub(super) fn signature(label: &str, held: &Result<(), Rejection>) -> Step {
    Step::ended("signature", held).showing(label)
}
