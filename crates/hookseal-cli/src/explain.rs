//! The steps of a verification, shown: what was found in the head, how it was read, what
//! is signed, and what a signature has to look like. Never the secret, nor the signature
//! that would be right.
//!
//! The steps show facts. Whether one passed is the verifier's to say: see [`marks`].

mod code;
mod data;
mod marks;
mod messages;
mod outside;
#[cfg(test)]
mod tests;

use hookseal::VerifiedBody;
use hookseal::scheme::{KeyFormat, Part, Scheme, SignedMessage};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use self::marks::About;
use crate::case::{Case, Refusal};
use crate::catalogue::Rules;
use crate::diagnose::signature::{algorithm_name, layout_name};
use crate::escape::escaped_bytes;

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
    /// Whether the verifier let the request pass here; nothing where it did not come that
    /// far, or where only a later step can tell.
    pub(crate) ok: Option<bool>,
    /// Why it did not, as the code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    pub(crate) detail: String,
    #[serde(skip)]
    about: About,
    /// The header that it shows.
    #[serde(skip)]
    header: Option<String>,
    /// Whether the verifier comes to it once the body is there.
    #[serde(skip)]
    is_late: bool,
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
    /// The steps by which a case was checked, and the verdict's place among them.
    pub(crate) fn of(case: &Case, verdict: &Result<VerifiedBody, Refusal>) -> Self {
        let case = &case.with_first_names();
        let mut steps = vec![outside::method(case), outside::length(case)];
        let refusal = verdict.as_ref().err();
        match &case.rules {
            Rules::Data(scheme) => steps.extend(data::steps(case, scheme)),
            Rules::Code(code) => steps.extend(code::steps(case, code)),
            Rules::Messages(rules) => steps.extend(messages::steps(case, rules, refusal)),
        }
        marks::set(&mut steps, case, refusal);
        let mut messages = match &case.rules {
            Rules::Data(scheme) => message(case, scheme).into_iter().collect(),
            Rules::Code(code) => code::messages(case, code),
            Rules::Messages(rules) => messages::bases(case, rules),
        }
        .into_iter();
        Self {
            nothing_signed: matches!(&case.rules, Rules::Code(code) if code.shows_token()),
            steps,
            signed_message: messages.next(),
            further_signed_messages: messages.collect(),
            expected_form: expected_form(&case.rules),
        }
    }
}

impl Step {
    fn new(about: About, step: &'static str, detail: impl Into<String>) -> Self {
        Self {
            step,
            ok: None,
            code: None,
            detail: detail.into(),
            about,
            header: None,
            is_late: false,
        }
    }

    /// The same, of this header.
    fn of_header(self, name: &str) -> Self {
        Self {
            header: Some(name.to_owned()),
            ..self
        }
    }

    /// The same, with the body.
    fn late(self) -> Self {
        Self {
            is_late: true,
            ..self
        }
    }
}

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

fn message(case: &Case, scheme: &Scheme) -> Option<Message> {
    let SignedMessage {
        before_body,
        has_body,
        after_body,
        ..
    } = scheme
        .signed_message(&case.head, case.public_url.as_deref())
        .ok()?;
    let body: &[u8] = if has_body { &case.body } else { b"" };
    let whole = [&before_body, body, &after_body].concat();
    Some(Message::of(parts(scheme.message()), &whole))
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
