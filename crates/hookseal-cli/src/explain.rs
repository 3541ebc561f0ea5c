//! The steps of a verification, shown: what was found in the head, how it was read, what
//! is signed, and what a signature has to look like. Never the secret, nor the signature
//! that would be right.
//!
//! The verifier itself notes the steps (`hookseal::trace`); here they are put into words.

#[cfg(test)]
mod tests;
mod words;

use hookseal::scheme::{KeyFormat, Part};
use hookseal::trace::{self, Ended, Trace};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::case::{Case, config_code};
use crate::catalogue::Rules;
use crate::diagnose::signature::{algorithm_name, layout_name};
use crate::escape::{escaped, escaped_bytes, shortened};

/// The steps, and the message that is signed.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    pub(crate) steps: Vec<Step>,
    pub(crate) signed_message: Option<Message>,
    /// Whether the sender shows a token instead of signing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nothing_signed: bool,
    /// Those of further signatures, where a request has several (RFC 9421).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) further_signed_messages: Vec<Message>,
    pub(crate) expected_form: String,
}

/// One step.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names)] // named as in the JSON
pub(crate) struct Step {
    pub(crate) step: &'static str,
    /// Whether the verifier let the request pass here; nothing where only another step decides.
    pub(crate) ok: Option<bool>,
    /// Why it did not, as the code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    pub(crate) detail: String,
}

/// The message that is signed, exactly; shortened in the middle where it is long.
#[derive(Debug, Serialize)]
pub(crate) struct Message {
    pub(crate) parts: String,
    pub(crate) bytes: usize,
    pub(crate) text: String,
    pub(crate) hex: String,
    pub(crate) sha256: String,
}

impl Explanation {
    /// The steps by which a case is checked.
    pub(crate) fn of(case: &Case) -> Self {
        let mut messages = messages(case).into_iter();
        Self {
            nothing_signed: shows_token(case),
            steps: steps(case),
            signed_message: messages.next(),
            further_signed_messages: messages.collect(),
            expected_form: expected_form(&case.rules),
        }
    }
}

/// Whether the sender shows a token instead of signing.
fn shows_token(case: &Case) -> bool {
    matches!(&case.rules, Rules::Code(code) if code.shows_token())
}

/// The verifier's steps.
fn steps(case: &Case) -> Vec<Step> {
    let verifier = match case.verifier() {
        Ok(verifier) => verifier,
        Err(error) => {
            let mut steps = unchecked(case);
            steps.push(Step {
                step: "keys",
                ok: Some(false),
                code: Some(config_code(&error)),
                detail: format!("{}; {error}", words::keys(case)),
            });
            return steps;
        }
    };
    let trace = verifier.trace(&case.head, case.body.clone());
    let shown = trace.steps().iter().map(|step| Step::of(case, step));
    shown.chain(beside_the_time(case, &trace)).collect()
}

/// The steps before the keys, unchecked: the app's configuration makes no verifier.
fn unchecked(case: &Case) -> Vec<Step> {
    let Ok(verifier) = case.lenient_verifier(case.now) else {
        return Vec::new();
    };
    let trace = verifier.trace(&case.head, case.body.clone());
    let before_keys = trace
        .steps()
        .iter()
        .take_while(|step| step.name() != "keys");
    before_keys
        .map(|step| Step {
            ok: None,
            code: None,
            ..Step::of(case, step)
        })
        .collect()
}

/// The further steps of a verifier to which the time does not matter, where it is the time that
/// is refused.
fn beside_the_time(case: &Case, trace: &Trace) -> Vec<Step> {
    let is_failed = |step: &trace::Step| matches!(step.outcome(), Ended::Refused(_));
    let code = trace.failed().and_then(trace::Step::code);
    let place = trace.steps().iter().position(is_failed);
    let (Some("expired" | "future" | "stale"), Some(at)) = (code, place) else {
        return Vec::new();
    };
    let Some(other) = case.trace_beside_time() else {
        return Vec::new();
    };
    // Some schemes check the time in any case.
    if other.steps().get(at).is_none_or(is_failed) {
        return Vec::new();
    }
    let further = other.steps().iter().skip(at).skip(1);
    further.map(|step| Step::of(case, step)).collect()
}

impl Step {
    fn of(case: &Case, step: &trace::Step) -> Self {
        let detail = words::detail(case, step);
        let (ok, detail) = match step.outcome() {
            Ended::Held | Ended::Answered => (Some(true), detail),
            Ended::Refused(_) => (Some(false), detail),
            Ended::SetAside(_) => (None, format!("{detail}; another signature decides")),
            _ => (None, detail),
        };
        Self {
            step: step.name(),
            ok,
            code: step.code(),
            detail,
        }
    }
}

/// The signed message, once for each signature.
fn messages(case: &Case) -> Vec<Message> {
    let name = match &case.rules {
        Rules::Data(scheme) => parts(scheme.message()),
        Rules::Code(code) => code.words().message,
        Rules::Messages(_) => return bases(case),
    };
    case.signed_messages()
        .iter()
        .map(|message| Message::of(name.clone(), message))
        .collect()
}

/// The signature base of each label that has one, line by line as it is signed.
fn bases(case: &Case) -> Vec<Message> {
    case.bases()
        .into_iter()
        .filter_map(|base| {
            let bytes = base.bytes.ok()?;
            let lines: Vec<_> = bytes
                .split(|byte| *byte == b'\n')
                .map(escaped_bytes)
                .collect();
            Some(Message {
                parts: format!("the signature base of {}", escaped(&base.label)),
                bytes: bytes.len(),
                text: shortened(&lines.join("\n"), LONGEST_BASE),
                hex: ends_of(&bytes, LONGEST_BASE, 0, base16ct::lower::encode_string),
                sha256: sha256(&[&bytes]),
            })
        })
        .collect()
}

/// Longer bases are cut; no sender's is.
const LONGEST_BASE: usize = 16 * 1024;

/// How a key's text is read, in words.
pub(crate) fn key_form(format: &KeyFormat) -> String {
    match format {
        KeyFormat::Base64 { prefix } if prefix.is_empty() => "the key is base64".to_owned(),
        KeyFormat::Base64 { prefix } => format!("the key is the base64 after `{prefix}`"),
        KeyFormat::Hex => "the key is hex".to_owned(),
        KeyFormat::Spki => "the key is PEM or its base64 (SPKI)".to_owned(),
        _ => "the key is the text itself, prefix and all".to_owned(),
    }
}

impl Message {
    fn of(parts: String, whole: &[u8]) -> Self {
        Self {
            parts,
            bytes: whole.len(),
            text: ends_of(whole, LONGEST_HEAD, LONGEST_TAIL, escaped_bytes),
            hex: ends_of(
                whole,
                LONGEST_HEAD,
                LONGEST_TAIL,
                base16ct::lower::encode_string,
            ),
            sha256: sha256(&[whole]),
        }
    }
}

/// The part of a longer message that is shown: its beginning, and its end.
const LONGEST_HEAD: usize = 1_536;
const LONGEST_TAIL: usize = 512;

/// The beginning and the end of what is long.
fn ends_of(bytes: &[u8], head: usize, tail: usize, show: impl Fn(&[u8]) -> String) -> String {
    let split = bytes
        .split_at_checked(head)
        .filter(|_| bytes.len() > head + tail);
    match split {
        None => show(bytes),
        Some((first, rest)) => {
            let skipped = rest.len().saturating_sub(tail);
            let last = rest.get(skipped..).unwrap_or_default();
            format!("{} …({skipped} bytes)… {}", show(first), show(last))
        }
    }
}

fn sha256(pieces: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for piece in pieces {
        digest.update(piece);
    }
    base16ct::lower::encode_string(&digest.finalize())
}

/// The parts of a message, in words.
pub(crate) fn parts(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Body => "{body}".to_owned(),
            Part::EventId => "{event id}".to_owned(),
            Part::Header(name) => format!("{{header {name}}}"),
            Part::Literal(text) => escaped_bytes(text),
            Part::Method => "{method}".to_owned(),
            Part::Path => "{path}".to_owned(),
            Part::Query => "{query}".to_owned(),
            Part::Target => "{path and query}".to_owned(),
            Part::Timestamp => "{timestamp}".to_owned(),
            Part::Url => "{url}".to_owned(),
            Part::UrlDecoding(characters) => {
                format!("{{url, with escapes of {characters} decoded}}")
            }
            _ => "{?}".to_owned(),
        })
        .collect()
}

/// The form of a signature.
pub(crate) fn expected_form(rules: &Rules) -> String {
    let scheme = match rules {
        Rules::Data(scheme) => scheme,
        Rules::Code(code) => return code.words().signature,
        Rules::Messages(_) => {
            return format!(
                "HTTP Message Signatures (RFC 9421) by {}",
                algorithm_name(rules.algorithm())
            );
        }
    };
    let bytes = scheme.algorithm().signature_bytes();
    let (count, unit) = match scheme.signature().encoding() {
        hookseal::scheme::Encoding::Hex => (2 * bytes, "hex digits"),
        hookseal::scheme::Encoding::Base64 => (bytes.div_ceil(3) * 4, "characters of base64"),
        _ => ((4 * bytes).div_ceil(3), "characters of base64url"),
    };
    format!(
        "{}: {bytes} bytes, {count} {unit}; {} is {}",
        algorithm_name(scheme.algorithm()),
        scheme.signature().header(),
        layout_name(scheme.signature().layout())
    )
}
