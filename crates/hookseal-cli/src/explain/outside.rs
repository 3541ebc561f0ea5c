//! The steps that all schemes share: method and length, keys and body.

use hookseal::adapter::RequestHead as _;

use super::marks::About;
use super::{Step, key_form, sha256};
use crate::case::Case;
use crate::catalogue::Rules;
use crate::escape::{escaped, escaped_bytes, shortened};

pub(super) fn method(case: &Case) -> Step {
    let allowed = case.rules.methods();
    let target = shortened(&escaped(&case.head.target), 120);
    Step::new(
        About::Method,
        "method",
        format!(
            "{} {target}; deliveries come by {}",
            escaped(&case.head.method),
            allowed.join(", ")
        ),
    )
}

/// The length that the head announces.
pub(super) fn length(case: &Case) -> Step {
    let limit = case.body_limit;
    let said = match case.head.text("Content-Length") {
        Some(length) => format!("Content-Length is {}", shortened(&escaped(length), 30)),
        None => "no Content-Length".to_owned(),
    };
    Step::new(
        About::Length,
        "length",
        format!("{said}; up to {limit} bytes are accepted"),
    )
}

/// The value of a header, or that it is missing.
pub(super) fn header(case: &Case, name: &'static str, header: &str) -> Step {
    let detail = match (case.head.header(header, 0), case.head.header(header, 1)) {
        (None, _) => format!("{header} is missing"),
        (Some(_), Some(_)) => format!("{header} comes more than once"),
        (Some(value), None) => format!("{header}: {}", shortened(&escaped_bytes(value), 100)),
    };
    Step::new(About::Header, name, detail).of_header(header)
}

pub(super) fn keys(case: &Case) -> Step {
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
    let detail = match case.verifier() {
        Ok(_) => detail,
        Err(error) => format!("{detail}; {error}"),
    };
    Step::new(About::Keys, "keys", detail)
}

pub(super) fn body(case: &Case) -> Step {
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
    Step::new(
        About::Body,
        "body",
        format!(
            "{length} bytes{said}{ends}{mark}{coding}; SHA-256 {}",
            sha256(&[&case.body])
        ),
    )
    .late()
}

/// Whether the signature is the one that a key makes.
pub(super) fn compared(detail: impl Into<String>) -> Step {
    Step::new(About::Signature, "signature", detail)
}
