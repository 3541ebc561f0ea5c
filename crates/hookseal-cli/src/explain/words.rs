//! The verifier's steps in words.

use std::time::Duration;

use hookseal::UnixTime;
use hookseal::adapter::RequestHead as _;
use hookseal::scheme::{Part, TimestampFormat};
use hookseal::trace::{Detail, Ended, Found, Step};

use super::{key_form, parts, sha256};
use crate::case::Case;
use crate::catalogue::Rules;
use crate::diagnose::signature::{algorithm_name, encoding_name, layout_name};
use crate::diagnose::time::{date, span};
use crate::escape::{escaped, escaped_bytes, shortened};

/// What a step found.
pub(super) fn detail(case: &Case, step: &Step) -> String {
    match step.detail() {
        Detail::Text(text) if step.name() == SIGNATURE => {
            format!("{} of {}", compared(case), escaped(text))
        }
        Detail::Text(text) => shortened(&escaped(text), 500),
        Detail::Method {
            method,
            target,
            allowed,
        } => format!(
            "{} {}; deliveries come by {}",
            escaped(method),
            shortened(&escaped(target), 120),
            allowed.join(", ")
        ),
        Detail::Length { announced, limit } => {
            let said = match announced {
                Found::Once(length) => {
                    format!(
                        "Content-Length is {}",
                        shortened(&escaped_bytes(length), 30)
                    )
                }
                Found::Missing => "no Content-Length".to_owned(),
                _ => "Content-Length comes more than once".to_owned(),
            };
            format!("{said}; up to {limit} bytes are accepted")
        }
        Detail::Header {
            name,
            found,
            wanted,
        } => {
            let found = header(case, name.as_str(), found);
            match wanted {
                Some(wanted) => format!("{found}; it must say {wanted}"),
                None => found,
            }
        }
        Detail::Signatures { value, count, .. } => signatures(case, value, *count),
        Detail::Time { .. } => time(step.detail()),
        Detail::Keys { valid, all } if valid < all => {
            format!("{}; {valid} of {all} valid now", keys(case))
        }
        Detail::Keys { .. } => keys(case),
        Detail::Message { .. } => message(case),
        Detail::Hashed { bytes } => format!("{bytes} bytes, {}", message(case)),
        Detail::Body { .. } => body(case),
        _ => by_name(case, step),
    }
}

/// A step that shows nothing but its end.
fn by_name(case: &Case, step: &Step) -> String {
    match (step.name(), step.outcome()) {
        (SIGNATURE, _) => compared(case),
        ("signature form", _) if matches!(case.rules, Rules::Code(_)) => {
            format!("read as {}", signature_in_words(case))
        }
        ("digest", _) => digests(case),
        (_, Ended::Refused(refused) | Ended::SetAside(refused)) => escaped(&refused.to_string()),
        _ => "accepted".to_owned(),
    }
}

const SIGNATURE: &str = "signature";

/// The value of a header, or that it is missing.
fn header(case: &Case, name: &str, found: &Found) -> String {
    let most = match &case.rules {
        Rules::Code(_) => 40, // it may be a token that is signed
        Rules::Data(_) | Rules::Messages(_) => 100,
    };
    let value = match found {
        Found::Missing => return format!("{name} is missing"),
        Found::Repeated => return format!("{name} comes more than once"),
        Found::Once(value) => Some(value.as_slice()),
        // The library does not know whether it is a token, but its words do.
        Found::Hidden(_) if !super::shows_token(case) => case.head.header(name, 0),
        _ => None,
    };
    match (value, found) {
        (Some(value), _) => format!(
            "{name}: {} ({} bytes)",
            shortened(&escaped_bytes(value), most),
            value.len()
        ),
        (None, Found::Hidden(bytes)) => format!("{name}: {bytes} bytes, which are not shown"),
        _ => name.to_owned(),
    }
}

/// How the signatures in a header were read. They are the sender's, but the screen need not show
/// all of them.
fn signatures(case: &Case, value: &[u8], count: usize) -> String {
    let read = match &case.rules {
        Rules::Data(scheme) => {
            let field = scheme.signature();
            let layout = layout_name(field.layout());
            format!("{layout}, in {}", encoding_name(field.encoding()))
        }
        Rules::Code(_) | Rules::Messages(_) => signature_in_words(case),
    };
    let many = match count {
        0 | 1 => String::new(),
        many => format!(": {many} signatures"),
    };
    format!(
        "{} ({} bytes), read as {read}{many}",
        shortened(&escaped_bytes(value), 40),
        value.len()
    )
}

/// A timestamp, and how old it is.
fn time(detail: &Detail) -> String {
    let Detail::Time {
        place,
        text,
        format,
        at,
        now,
        limits,
    } = detail
    else {
        return String::new();
    };
    let place = escaped(place);
    let Some(text) = text else {
        return format!("{place} is missing");
    };
    let shown = shortened(&escaped_bytes(text), 40);
    let named = if place.is_empty() {
        shown
    } else {
        format!("{place}: {shown}")
    };
    let read = format!("{named}, read as {}", unit(*format));
    match at {
        None => read,
        Some(at) => format!("{read}: {}", age(*at, *now, *limits)),
    }
}

fn signature_in_words(case: &Case) -> String {
    match &case.rules {
        Rules::Code(code) => code.words().signature,
        Rules::Data(scheme) => scheme.words().signature,
        Rules::Messages(_) => "structured fields".to_owned(),
    }
}

const fn unit(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::Milliseconds => "milliseconds",
        TimestampFormat::HttpDate => "HTTP date",
        TimestampFormat::Rfc3339 => "RFC 3339",
        _ => "seconds",
    }
}

/// How far an instant lies off, and how far it may.
fn age(at: UnixTime, now: UnixTime, limits: Option<(Duration, Duration)>) -> String {
    let off = now.as_secs().abs_diff(at.as_secs());
    let is_ahead = at.as_secs() > now.as_secs();
    let allowed = match limits {
        None => "any age is allowed".to_owned(),
        Some((age, ahead)) => {
            let bound = if is_ahead { ahead } else { age };
            format!("{} s are allowed", bound.as_secs())
        }
    };
    format!(
        "{}, {} {} at {}; {allowed}",
        date(at),
        span(off),
        if is_ahead { "ahead" } else { "old" },
        date(now)
    )
}

/// The keys that are configured, and how their texts are read.
pub(super) fn keys(case: &Case) -> String {
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
    format!("{}; {form}", labels.join(", "))
}

/// The parts of the signed message.
fn message(case: &Case) -> String {
    let (parts, signs_url) = match &case.rules {
        Rules::Data(scheme) => {
            let own = scheme.message();
            (parts(own), own.iter().any(Part::is_url))
        }
        Rules::Code(code) => (code.words().message, false),
        Rules::Messages(_) => return "the signature base".to_owned(),
    };
    let parts = shortened(&parts, 200);
    match &case.public_url {
        Some(url) if signs_url => format!(
            "put together as {parts}; the URL begins with {}",
            shortened(&escaped(url), 120)
        ),
        _ => format!("put together as {parts}"),
    }
}

fn compared(case: &Case) -> String {
    let (name, of) = match &case.rules {
        Rules::Code(code) if code.shows_token() => {
            return "compared with the token that is configured".to_owned();
        }
        Rules::Code(code) => (code.words().algorithm, "signed message"),
        Rules::Data(scheme) => {
            let name = algorithm_name(scheme.algorithm());
            (name.to_owned(), "signed message")
        }
        Rules::Messages(_) => {
            let name = algorithm_name(case.rules.algorithm());
            (name.to_owned(), "signature base")
        }
    };
    format!("compared with the {name} of the {of}")
}

/// Whether the digests are the body's.
fn digests(case: &Case) -> String {
    let verdicts = match &case.rules {
        Rules::Messages(rules) => rules.digest_verdicts(&case.head, &case.body),
        Rules::Code(_) | Rules::Data(_) => return "compared with the body".to_owned(),
    };
    let each: Vec<_> = verdicts
        .unwrap_or_default()
        .iter()
        .map(|one| {
            let said = if one.holds { "is" } else { "is not" };
            format!("{} {said} that of the body", one.algorithm.as_str())
        })
        .collect();
    each.join(", ")
}

/// The body that arrived.
fn body(case: &Case) -> String {
    let length = case.body.len();
    let announced = case
        .head
        .text("Content-Length")
        .and_then(|text| text.parse::<usize>().ok());
    let said = match announced {
        Some(announced) if announced != length => {
            format!(", but Content-Length says {announced}")
        }
        _ => String::new(),
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
    format!(
        "{length} bytes{said}{ends}{mark}{coding}; SHA-256 {}",
        sha256(&[&case.body])
    )
}
