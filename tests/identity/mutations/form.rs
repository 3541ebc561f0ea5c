//! Other texts of the same form, and other forms.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::{Mutant, small_escapes};
use crate::sent::Sent;

pub(super) fn mutants(sent: &Sent, all: &mut Vec<Mutant>) {
    let Ok(body) = std::str::from_utf8(&sent.body) else {
        return;
    };
    if !sent
        .content_type()
        .starts_with("application/x-www-form-urlencoded")
    {
        return;
    }
    let pairs: Vec<&str> = body.split('&').collect();
    let reversed: Vec<&str> = pairs.iter().rev().copied().collect();
    let mut forms = vec![
        ("in reverse".to_owned(), reversed.join("&")),
        ("with an empty pair in front".to_owned(), format!("&{body}")),
        ("with an empty pair behind".to_owned(), format!("{body}&")),
        ("with a pair of nothing".to_owned(), format!("={body}")),
        (
            "with a nameless pair in front".to_owned(),
            format!("=&{body}"),
        ),
        (
            "with empty pairs within".to_owned(),
            body.replace('&', "&&"),
        ),
        ("with a field more".to_owned(), format!("{body}&zz=1")),
        (
            "with a field more in front".to_owned(),
            format!("aa=1&{body}"),
        ),
        ("with semicolons".to_owned(), body.replace('&', ";")),
        (
            "with escapes in small letters".to_owned(),
            small_escapes(body),
        ),
        ("with plus for blanks".to_owned(), body.replace("%20", "+")),
        ("with %20 for blanks".to_owned(), body.replace('+', "%20")),
        ("escaped all over".to_owned(), escaped(body, |_| true)),
        (
            "with letters escaped".to_owned(),
            escaped(body, |byte| byte.is_ascii_lowercase()),
        ),
        (
            "with digits escaped".to_owned(),
            escaped(body, |byte| byte.is_ascii_digit()),
        ),
        (
            "with one letter escaped".to_owned(),
            escaped(body, |byte| byte == b'a'),
        ),
        ("with escapes undone".to_owned(), unescaped(body)),
    ];
    for (at, pair) in pairs.iter().enumerate() {
        let with = |new: &[&str]| {
            let mut changed = pairs.clone();
            changed.splice(at..=at, new.iter().copied());
            changed.join("&")
        };
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        forms.push((format!("without {name}"), with(&[])));
        forms.push((format!("with {name} twice"), with(&[pair, pair])));
        forms.push((
            format!("with {name} and another"),
            with(&[pair, &format!("{name}=x")]),
        ));
        forms.push((
            format!("with another {name}"),
            with(&[&format!("{name}={value}1")]),
        ));
        forms.push((
            format!("with {name} in capitals"),
            with(&[&format!("{}={value}", name.to_ascii_uppercase())]),
        ));
        // Cut anew: nothing may separate names from values, and pairs from pairs.
        if name.len() > 1 {
            let (first, last) = name.split_at(name.len() - 1);
            forms.push((
                format!("with {name} cut sooner"),
                with(&[&format!("{first}={last}{value}")]),
            ));
        }
        if let Some(first) = value.chars().next().filter(char::is_ascii_alphanumeric) {
            forms.push((
                format!("with {name} cut later"),
                with(&[&format!("{name}{first}={}", &value[1..])]),
            ));
        }
    }
    for (what, form) in forms {
        all.push((format!("form {what}"), sent.with_body(form)));
    }
    moved(sent, &pairs, all);
}

/// Fields of the body as a part of the URL, which may stand in front of them in what is signed.
fn moved(sent: &Sent, pairs: &[&str], all: &mut Vec<Mutant>) {
    let mut sorted: Vec<&str> = pairs.to_vec();
    sorted.sort_unstable();
    for count in 1..=sorted.len() {
        let (first, rest) = sorted.split_at(count);
        let text: String = first
            .iter()
            .map(|pair| unescaped(pair).replacen('=', "", 1))
            .collect();
        let query: String = first.join("&");
        for (what, target) in [
            ("as text", format!("{}{text}", sent.target)),
            ("as text of nothing but letters", {
                let text = percent_decode_str(&text).decode_utf8_lossy();
                format!("{}{text}", sent.target)
            }),
            (
                "as escaped text",
                format!("{}{}", sent.target, first.concat().replace('=', "")),
            ),
            ("as a query", format!("{}?{query}", sent.target)),
            ("as more of a query", format!("{}&{query}", sent.target)),
        ] {
            let mutant = sent.with_target(target).with_body(rest.join("&"));
            all.push((format!("{count} fields moved into the URL {what}"), mutant));
        }
        let all_in_one = format!("{}{}", first[count - 1], rest.concat().replace('=', ""));
        let body = [&first[..count - 1], &[&*all_in_one]].concat().join("&");
        all.push((
            format!("fields from {count} on in one"),
            sent.with_body(body),
        ));
    }
}

fn escaped(text: &str, is_it: impl Fn(u8) -> bool) -> String {
    let mut rest = text.bytes();
    let mut out = String::new();
    while let Some(byte) = rest.next() {
        match byte {
            b'&' | b'=' | b'+' => out.push(char::from(byte)),
            b'%' => {
                out.push('%');
                out.extend(rest.by_ref().take(2).map(char::from));
            }
            byte if is_it(byte) => {
                let _ = write!(out, "%{byte:02x}");
            }
            byte => out.push(char::from(byte)),
        }
    }
    out
}

/// Escapes of what need not be escaped undone.
fn unescaped(text: &str) -> String {
    let mut out = text.replace('+', " ");
    for byte in (b'!'..=b'~').filter(|byte| !matches!(byte, b'%' | b'&' | b'=' | b'+')) {
        out = out.replace(&format!("%{byte:02X}"), &char::from(byte).to_string());
    }
    out.replace("%20", " ")
}
