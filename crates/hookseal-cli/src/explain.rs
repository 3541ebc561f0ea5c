//! The steps of a verification, shown: what was found in the head, how it was read, what
//! is signed, and what a signature has to look like. Never the secret, nor the signature
//! that would be right.

mod code;
mod messages;

use hookseal::{
    KeyFormat, Layout, Part, RequestHead as _, Scheme, SignatureField, SignedMessage,
    TimestampFormat, TimestampPlace, UnixTime,
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::case::Case;
use crate::catalogue::Rules;
use crate::diagnose::signature::{algorithm_name, encoding_name, layout_name};
use crate::diagnose::time::{date, span};
use crate::output::{escaped, escaped_bytes, shortened};

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
    pub(crate) ok: bool,
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
    /// The steps by which a case is judged.
    pub(crate) fn of(case: &Case) -> Self {
        let case = &case.with_first_names();
        let mut steps = vec![method(case)];
        match &case.rules {
            Rules::Data(scheme) => {
                steps.push(signature(case, scheme));
                steps.extend(algorithm_header(case, scheme));
                steps.extend(timestamp(case, scheme));
                steps.extend(event_id(case, scheme));
            }
            Rules::Code(code) => steps.extend(code::steps(case, code)),
            Rules::Messages(rules) => steps.extend(messages::steps(case, rules)),
        }
        steps.push(keys(case));
        steps.push(body(case));
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

fn step(step: &'static str, ok: bool, detail: impl Into<String>) -> Step {
    Step {
        step,
        ok,
        detail: detail.into(),
    }
}

fn method(case: &Case) -> Step {
    let allowed = case.rules.methods();
    let method = case.head.method.as_str();
    let ok = allowed.iter().any(|allowed| allowed == method);
    let target = shortened(&escaped(&case.head.target), 120);
    step(
        "method",
        ok,
        format!(
            "{} {target}; deliveries come by {}",
            escaped(method),
            allowed.join(", ")
        ),
    )
}

/// What a header has, or that it is not there.
fn header_step(case: &Case, name: &'static str, header: &str) -> Step {
    match (case.head.header(header, 0), case.head.header(header, 1)) {
        (None, _) => step(name, false, format!("{header} is missing")),
        (Some(_), Some(_)) => step(name, false, format!("{header} comes more than once")),
        (Some(value), None) => step(
            name,
            true,
            format!("{header}: {}", shortened(&escaped_bytes(value), 100)),
        ),
    }
}

fn signature(case: &Case, scheme: &Scheme) -> Step {
    let field = scheme.outline().signature;
    // The header, or the first of those that may take its place.
    let mut names = std::iter::once(field.header()).chain(field.other_headers());
    let name = names
        .find(|name| case.head.header(name.as_str(), 0).is_some())
        .unwrap_or_else(|| field.header());
    let mut found = header_step(case, "signature header", name.as_str());
    if found.ok {
        let value = case.head.header(name.as_str(), 0);
        let value = value.unwrap_or_default();
        // What was received is the sender's, but whoever sees the screen need not have all of it.
        let shown = shortened(&escaped_bytes(value), 40);
        found.detail = format!(
            "{name}: {shown} ({} bytes), read as {}, in {}",
            value.len(),
            layout_name(field.layout()),
            encoding_name(field.encoded_as())
        );
        found.ok = fits(value, field.layout());
    }
    found
}

/// Whether a value has the form that it should have.
fn fits(value: &[u8], layout: Layout<'_>) -> bool {
    let text = String::from_utf8_lossy(value);
    match layout {
        Layout::Prefixed(prefix) => text.starts_with(prefix),
        Layout::Pairs { key, separator } => text.split(separator).any(|pair| {
            pair.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with('='))
        }),
        Layout::List => !text.is_empty(),
        Layout::Versions(version) => text.split(' ').any(|entry| {
            entry
                .strip_prefix(version)
                .is_some_and(|rest| rest.starts_with(','))
        }),
        _ => true,
    }
}

fn algorithm_header(case: &Case, scheme: &Scheme) -> Option<Step> {
    let (name, value) = scheme.outline().algorithm_header?;
    let mut found = header_step(case, "algorithm header", name.as_str());
    found.ok = case
        .head
        .text(name.as_str())
        .is_some_and(|text| text.eq_ignore_ascii_case(value));
    found.detail = format!("{}; it must say {value}", found.detail);
    Some(found)
}

fn timestamp(case: &Case, scheme: &Scheme) -> Option<Step> {
    let outline = scheme.outline();
    let rule = outline.timestamp?;
    let unit = match rule.written_as() {
        TimestampFormat::Milliseconds => "milliseconds",
        TimestampFormat::HttpDate => "HTTP date",
        TimestampFormat::Rfc3339 => "RFC 3339",
        _ => "seconds",
    };
    let (place, text) = match rule.place() {
        TimestampPlace::First => {
            let name = outline.signature.header().as_str();
            let first = case
                .head
                .text(name)
                .and_then(|value| value.split(',').next());
            (format!("the first in {name}"), first.map(str::to_owned))
        }
        TimestampPlace::Header(name) => (
            name.to_string(),
            case.head.text(name.as_str()).map(str::to_owned),
        ),
        TimestampPlace::Pair(key) => {
            let name = outline.signature.header().as_str();
            let text = case.head.text(name).and_then(|value| {
                value
                    .split(separator(outline.signature))
                    .find_map(|pair| pair.trim_start().strip_prefix(key)?.strip_prefix('='))
            });
            (format!("{key}= in {name}"), text.map(str::to_owned))
        }
        TimestampPlace::Json(pointer) => (
            format!("{pointer} of the body"),
            member(&case.body, pointer),
        ),
        _ => return None,
    };
    let Some(text) = text else {
        return Some(step("timestamp", false, format!("{place} is missing")));
    };
    let shown = shortened(&escaped(&text), 40);
    let at = match rule.written_as() {
        TimestampFormat::Seconds => text.parse().ok().map(UnixTime::from_secs),
        TimestampFormat::Milliseconds => text.parse().ok().map(UnixTime::from_millis),
        _ => None,
    };
    let Some(at) = at else {
        let ok = matches!(
            rule.written_as(),
            TimestampFormat::HttpDate | TimestampFormat::Rfc3339
        );
        return Some(step(
            "timestamp",
            ok,
            format!("{place}: {shown}, read as {unit}"),
        ));
    };
    let (now, then) = (case.now.as_secs(), at.as_secs());
    let off = now.abs_diff(then);
    let place_in_time = if then > now { "ahead" } else { "old" };
    let own = rule
        .freshness()
        .map(|fresh| (fresh.max_age, fresh.max_future));
    let allowed = case.tolerance.map(|span| (span, span)).or(own);
    let (ok, allowed) = match allowed {
        None => (true, "any age is allowed".to_owned()),
        Some((age, ahead)) => {
            let bound = if then > now { ahead } else { age }.as_secs();
            (off <= bound, format!("{bound} s are allowed"))
        }
    };
    Some(step(
        "timestamp",
        ok,
        format!(
            "{place}: {shown}, read as {unit}: {}, {} {place_in_time} at {}; {allowed}",
            date(at),
            span(off),
            date(case.now)
        ),
    ))
}

/// The text or number at a place in a JSON body.
fn member(body: &[u8], pointer: &str) -> Option<String> {
    match serde_json::from_slice::<Value>(body)
        .ok()?
        .pointer(pointer)?
    {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What stands between the pairs of a signature header.
pub(crate) fn separator(field: &SignatureField) -> char {
    match field.layout() {
        Layout::Pairs { separator, .. } => separator,
        _ => ',',
    }
}

fn event_id(case: &Case, scheme: &Scheme) -> Option<Step> {
    let outline = scheme.outline();
    match outline.event_id? {
        hookseal::Source::Header(name) if outline.message.contains(&Part::EventId) => {
            Some(header_step(case, "event id", name.as_str()))
        }
        _ => None,
    }
}

fn keys(case: &Case) -> Step {
    let form = match &case.rules {
        Rules::Code(code) => code.words().key,
        rules => rules
            .key_format()
            .as_ref()
            .map(key_form)
            .unwrap_or_default(),
    };
    let labels: Vec<_> = case
        .keys
        .iter()
        .map(|key| format!("{} ({})", escaped(&key.label), key.kind()))
        .collect();
    let detail = format!("{}; {form}", labels.join(", "));
    match case.verifier() {
        Ok(_) => step("keys", true, detail),
        Err(error) => step("keys", false, format!("{detail}; {error}")),
    }
}

/// How a key's text is read, in words.
pub(crate) fn key_form(format: &KeyFormat) -> String {
    match format {
        KeyFormat::Base64 { prefix } if prefix.is_empty() => "the key is base64".to_owned(),
        KeyFormat::Base64 { prefix } => format!("the key is the base64 behind `{prefix}`"),
        KeyFormat::Hex => "the key is hex".to_owned(),
        KeyFormat::Spki => "the key is PEM or its base64 (SPKI)".to_owned(),
        _ => "the key is the text itself, prefix and all".to_owned(),
    }
}

fn body(case: &Case) -> Step {
    let length = case.body.len();
    let announced = case
        .head
        .text("Content-Length")
        .and_then(|text| text.parse::<usize>().ok());
    let (ok, said) = match announced {
        Some(announced) if announced != length => {
            (false, format!(", but Content-Length says {announced}"))
        }
        _ => (true, String::new()),
    };
    let ends = match case.body.as_ref() {
        [] => "; it is empty",
        [.., b'\r', b'\n'] => "; it ends with CR LF",
        [.., b'\n'] => "; it ends with a newline",
        _ => "",
    };
    let mark = if case.body.starts_with(b"\xef\xbb\xbf") {
        "; it begins with a byte order mark"
    } else {
        ""
    };
    let coding = case
        .head
        .text("Content-Encoding")
        .map_or_else(String::new, |coding| {
            format!("; Content-Encoding is {}", escaped(coding))
        });
    step(
        "body",
        ok,
        format!(
            "{length} bytes{said}{ends}{mark}{coding}; SHA-256 {}",
            sha256(&[&case.body])
        ),
    )
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
    Some(Message::of(parts(scheme.outline().message), &whole))
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

/// What of a longer message is shown: its beginning, and its end.
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

/// What a signature has to look like.
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
    let outline = scheme.outline();
    let bytes = outline.algorithm.signature_bytes();
    let (count, unit) = match outline.signature.encoded_as() {
        hookseal::Encoding::Hex => (2 * bytes, "hex digits"),
        hookseal::Encoding::Base64 => (bytes.div_ceil(3) * 4, "characters of base64"),
        _ => ((4 * bytes).div_ceil(3), "characters of base64url"),
    };
    format!(
        "{}: {bytes} bytes, {count} {unit}; {} is {}",
        algorithm_name(outline.algorithm),
        outline.signature.header(),
        layout_name(outline.signature.layout())
    )
}
