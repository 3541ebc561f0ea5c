//! The steps of schemes that are data, in the order in which the verifier takes them.

use hookseal::UnixTime;
use hookseal::adapter::RequestHead as _;
use hookseal::scheme::{
    Layout, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat, TimestampPlace,
};
use serde_json::Value;

use super::marks::About;
use super::{Step, outside};
use crate::case::Case;
use crate::diagnose::signature::{algorithm_name, encoding_name, layout_name};
use crate::diagnose::time::{date, span};
use crate::escape::{escaped, escaped_bytes, shortened};

pub(super) fn steps(case: &Case, scheme: &Scheme) -> Vec<Step> {
    let header = signature_header(case, scheme);
    let mut steps = vec![outside::header(case, "signature header", header)];
    steps.extend(algorithm_header(case, scheme));
    steps.push(form(case, scheme));
    let mut timestamp = timestamp(case, scheme);
    let in_body = timestamp.take_if(|step| step.is_late);
    steps.extend(timestamp);
    steps.extend(event_id(case, scheme));
    steps.push(outside::keys(case));
    steps.extend(signed_headers(case, scheme));
    steps.push(message(case, scheme));
    steps.push(outside::body(case));
    let compared = format!(
        "compared with the {} of the signed message",
        algorithm_name(scheme.algorithm())
    );
    steps.push(outside::compared(compared).late());
    // One that the body has is checked once it can be trusted.
    steps.extend(in_body);
    steps
}

/// The header in which the sender signs, or the first of those that may take its place.
fn signature_header<'s>(case: &Case, scheme: &'s Scheme) -> &'s str {
    let field = scheme.signature();
    let mut names = std::iter::once(field.header()).chain(field.other_headers());
    names
        .find(|name| case.head.header(name.as_str(), 0).is_some())
        .unwrap_or_else(|| field.header())
        .as_str()
}

/// How the header's value is read.
fn form(case: &Case, scheme: &Scheme) -> Step {
    let field = scheme.signature();
    let read = format!(
        "read as {}, in {}",
        layout_name(field.layout()),
        encoding_name(field.encoding())
    );
    let detail = match case.head.header(signature_header(case, scheme), 0) {
        // It is the sender's, but the screen need not show all of it.
        Some(value) => format!(
            "{} ({} bytes), {read}",
            shortened(&escaped_bytes(value), 40),
            value.len()
        ),
        None => read,
    };
    Step::new(About::Form, "signature form", detail)
}

fn algorithm_header(case: &Case, scheme: &Scheme) -> Option<Step> {
    let (name, value) = scheme.algorithm_header()?;
    let mut found = outside::header(case, "algorithm header", name.as_str());
    found.detail = format!("{}; it must say {value}", found.detail);
    Some(found)
}

fn timestamp(case: &Case, scheme: &Scheme) -> Option<Step> {
    let rule = scheme.timestamp()?;
    let unit = match rule.format() {
        TimestampFormat::Milliseconds => "milliseconds",
        TimestampFormat::HttpDate => "HTTP date",
        TimestampFormat::Rfc3339 => "RFC 3339",
        _ => "seconds",
    };
    let step = |detail| Step::new(About::Time, "timestamp", detail);
    let (place, text) = match rule.place() {
        TimestampPlace::First => {
            let name = scheme.signature().header().as_str();
            let value = case.head.text(name);
            let first = value.and_then(|value| value.split(',').next());
            (format!("the first in {name}"), first.map(str::to_owned))
        }
        TimestampPlace::Header(name) => (
            name.to_string(),
            case.head.text(name.as_str()).map(str::to_owned),
        ),
        TimestampPlace::Pair(key) => {
            let name = scheme.signature().header().as_str();
            let text = case.head.text(name).and_then(|value| {
                value
                    .split(separator(scheme.signature()))
                    .find_map(|pair| pair.trim_start().strip_prefix(&**key)?.strip_prefix('='))
            });
            (format!("{key}= in {name}"), text.map(str::to_owned))
        }
        TimestampPlace::Json(pointer) => (
            format!("{pointer} of the body"),
            member(&case.body, pointer),
        ),
        _ => return None,
    };
    let detail = match text {
        None => format!("{place} is missing"),
        Some(text) => {
            let shown = shortened(&escaped(&text), 40);
            let read = format!("{place}: {shown}, read as {unit}");
            match instant(&text, rule.format()) {
                None => read,
                Some(at) => format!("{read}: {}", age(case, scheme, at)),
            }
        }
    };
    Some(match rule.place() {
        TimestampPlace::Header(name) => step(detail).of_header(name.as_str()),
        TimestampPlace::Json(_) => step(detail).late(),
        _ => step(detail),
    })
}

/// A number of digits alone, as an instant.
fn instant(text: &str, format: TimestampFormat) -> Option<UnixTime> {
    let number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())??;
    match format {
        TimestampFormat::Seconds => Some(UnixTime::from_secs(number)),
        TimestampFormat::Milliseconds => Some(UnixTime::from_millis(number)),
        _ => None,
    }
}

/// How far an instant lies off, and how far it may.
fn age(case: &Case, scheme: &Scheme, at: UnixTime) -> String {
    let off = case.now.as_secs().abs_diff(at.as_secs());
    let is_ahead = at.as_secs() > case.now.as_secs();
    let fresh = scheme.timestamp().and_then(Timestamp::freshness);
    let own = fresh.map(|fresh| (fresh.max_age, fresh.max_future));
    let allowed = match case.tolerance.map(|span| (span, span)).or(own) {
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
        date(case.now)
    )
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

/// The separator of the pairs of a signature header.
fn separator(field: &SignatureField) -> char {
    match field.layout() {
        Layout::Pairs { separator, .. } => *separator,
        _ => ',',
    }
}

fn event_id(case: &Case, scheme: &Scheme) -> Option<Step> {
    match scheme.event_id()? {
        Source::Header(name) if scheme.message().contains(&Part::EventId) => {
            let mut step = outside::header(case, "event id", name.as_str());
            step.about = About::Id;
            Some(step)
        }
        _ => None,
    }
}

/// The other headers that are signed.
fn signed_headers(case: &Case, scheme: &Scheme) -> Vec<Step> {
    let parts = scheme.message().iter();
    parts
        .filter_map(|part| match part {
            Part::Header(name) => Some(outside::header(case, "signed header", name.as_str())),
            _ => None,
        })
        .collect()
}

/// The parts of the message that the head has.
fn message(case: &Case, scheme: &Scheme) -> Step {
    let parts = super::parts(scheme.message());
    let url = if case.signs(&Part::Url) {
        case.public_url.as_deref()
    } else {
        None
    };
    let detail = match url {
        None => format!("put together as {}", shortened(&parts, 200)),
        Some(url) => format!(
            "put together as {}; the URL begins with {}",
            shortened(&parts, 200),
            shortened(&escaped(url), 120)
        ),
    };
    Step::new(About::Message, "message", detail)
}
