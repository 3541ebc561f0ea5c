//! Deliveries that are the same under another skin, and many that are not: all that somebody
//! without the key could send who has seen one.

mod form;
mod json;
mod multipart;

use hookseal::adapter::RequestHead as _;

use crate::sent::Sent;

/// A mutant, and what was done.
type Mutant = (String, Sent);

/// All mutants of a delivery.
pub(crate) fn of(sent: &Sent) -> Vec<Mutant> {
    let mut all = Vec::new();
    headers(sent, &mut all);
    method_and_target(sent, &mut all);
    bytes(sent, &mut all);
    json::mutants(sent, &mut all);
    form::mutants(sent, &mut all);
    multipart::mutants(sent, &mut all);
    all.retain(|(_, mutant)| mutant != sent);
    all
}

/// What can be made of two deliveries: the one's head, and the elements or fields of both.
pub(crate) fn of_two(one: &Sent, other: &Sent) -> Vec<Mutant> {
    let mut all = json::of_two(one, other);
    for separator in ["&", "\n", ""] {
        let body = [&*one.body, separator.as_bytes(), &*other.body].concat();
        all.push((
            format!("the one body, {separator:?} and the other"),
            one.with_body(body),
        ));
    }
    all.push(("the other's body".to_owned(), one.with_body(&*other.body)));
    all
}

fn headers(sent: &Sent, all: &mut Vec<Mutant>) {
    for name in UNSIGNED {
        if sent.header(name, 0).is_none() {
            let mut mutant = sent.clone();
            mutant.headers.push(((*name).to_owned(), b"7".to_vec()));
            all.push((format!("{name} added"), mutant));
        }
    }
    let mut reversed = sent.clone();
    reversed.headers.reverse();
    all.push(("headers in reverse".to_owned(), reversed));
    for (at, (name, value)) in sent.headers.iter().enumerate() {
        let mut push = |what: &str, new: Option<(String, Vec<u8>)>| {
            let mut mutant = sent.clone();
            match new {
                Some(line) => mutant.headers[at] = line,
                None => drop(mutant.headers.remove(at)),
            }
            all.push((format!("{name}: {what}"), mutant));
        };
        push("taken out", None);
        push(
            "name in capitals",
            Some((name.to_ascii_uppercase(), value.clone())),
        );
        push(
            "name in small letters",
            Some((name.to_ascii_lowercase(), value.clone())),
        );
        for (what, new) in values(value) {
            push(&what, Some((name.clone(), new)));
        }
        let mut twice = sent.clone();
        twice.headers.push((name.clone(), value.clone()));
        all.push((format!("{name} twice"), twice));
    }
}

/// Other values of a header.
fn values(value: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(value).into_owned();
    let mut all: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("in capitals", text.to_ascii_uppercase()),
        ("in small letters", text.to_ascii_lowercase()),
        ("digits changed", text.replace(['1', '3', '7'], "8")),
        ("cut", text.chars().skip(1).collect()),
        ("in quotes", format!("\"{text}\"")),
        ("percent-encoded", text.replace(['/', ':', '='], "%2F")),
    ];
    let ends = [
        " ",
        "x",
        ",",
        ",x=1",
        ";x=1",
        ", x=1",
        "&x=1",
        " x",
        " v1,AAAA",
        ",v1=00",
        ",v0=00",
        ",d=00",
        ";charset=utf-8",
        "; charset=utf-8",
    ];
    let mut more: Vec<(String, String)> = Vec::new();
    for end in ends {
        more.push((format!("with {end:?} behind"), format!("{text}{end}")));
        more.push((
            format!("with {end:?} in front"),
            format!("{}{text}", end.trim_start_matches(',')),
        ));
    }
    for separator in [',', ' ', ';', '&'] {
        let mut parts: Vec<&str> = text.split(separator).collect();
        let join = |parts: &[&str]| parts.join(&separator.to_string());
        more.push((
            format!("{separator:?} and a blank"),
            text.replace(separator, &format!("{separator} ")),
        ));
        more.push((
            format!("{separator:?} twice"),
            text.replace(separator, &format!("{separator}{separator}")),
        ));
        parts.reverse();
        more.push((
            format!("parts between {separator:?} in reverse"),
            join(&parts),
        ));
        if parts.len() > 1 {
            more.push((
                format!("first part between {separator:?} gone"),
                join(&parts[..parts.len() - 1]),
            ));
            more.push((
                format!("last part between {separator:?} gone"),
                join(&parts[1..]),
            ));
        }
    }
    all.push(("as it is, and more", format!("{text}, {text}")));
    let all = all.into_iter().map(|(what, text)| (what.to_owned(), text));
    all.chain(more)
        .map(|(what, text)| (what, text.into_bytes()))
        .collect()
}

fn method_and_target(sent: &Sent, all: &mut Vec<Mutant>) {
    for method in ["POST", "PUT", "PATCH", "GET", "DELETE"] {
        let mut mutant = sent.clone();
        method.clone_into(&mut mutant.method);
        all.push((format!("by {method}"), mutant));
    }
    let target = &sent.target;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.reverse();
    let escaped: String = path
        .char_indices()
        .map(|(at, char)| match at {
            1 => format!("%{:02x}", u32::from(char)),
            _ => char.to_string(),
        })
        .collect();
    for (what, other) in [
        (
            "another parameter",
            format!("{target}{}x=1", if query.is_empty() { "?" } else { "&" }),
        ),
        ("a question mark behind", format!("{target}?")),
        ("an ampersand behind", format!("{target}&")),
        ("a slash behind the path", format!("{path}/?{query}")),
        ("another path", format!("/another?{query}")),
        ("a letter of the path escaped", format!("{escaped}?{query}")),
        (
            "the path in capitals",
            format!("{}?{query}", path.to_ascii_uppercase()),
        ),
        ("the query gone", path.to_owned()),
        (
            "the query in reverse",
            format!("{path}?{}", pairs.join("&")),
        ),
        (
            "the query in capitals",
            format!("{path}?{}", query.to_ascii_uppercase()),
        ),
        ("dots escaped", target.replace('.', "%2E")),
        ("dots escaped in small letters", target.replace('.', "%2e")),
        ("colons escaped", target.replace(':', "%3A")),
        ("all escapes in small letters", small_escapes(target)),
        ("plus for blanks", target.replace("%20", "+")),
    ] {
        all.push((format!("target with {what}"), sent.with_target(other)));
    }
}

fn small_escapes(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|char| {
            left = if char == '%' {
                2
            } else {
                i32::max(left - 1, -1)
            };
            if left >= 0 {
                char.to_ascii_lowercase()
            } else {
                char
            }
        })
        .collect()
}

fn bytes(sent: &Sent, all: &mut Vec<Mutant>) {
    let body = &sent.body;
    let mut push = |what: &str, body: Vec<u8>| {
        all.push((format!("body {what}"), sent.with_body(body)));
    };
    for (what, end) in [
        ("blank", " "),
        ("line feed", "\n"),
        ("letter", "x"),
        ("null", "\0"),
    ] {
        push(
            &format!("with a {what} behind"),
            [body, end.as_bytes()].concat(),
        );
        push(
            &format!("with a {what} in front"),
            [end.as_bytes(), body].concat(),
        );
    }
    push(
        "with a byte order mark",
        [b"\xef\xbb\xbf", body.as_slice()].concat(),
    );
    push("gone", Vec::new());
    push("twice", [body.as_slice(), body].concat());
    push("cut", body[..body.len().saturating_sub(1)].to_vec());
    push("in capitals", body.to_ascii_uppercase());
    push("in small letters", body.to_ascii_lowercase());
    let step = body.len().div_ceil(40).max(1);
    for at in (0..body.len()).step_by(step) {
        let mut other = body.clone();
        other[at] ^= 0x01;
        push(&format!("with bit 0 of byte {at} turned"), other);
        let mut other = body.clone();
        other[at] ^= 0x20;
        push(&format!("with bit 5 of byte {at} turned"), other);
    }
}

/// Headers that senders have, and that say something of the event.
const UNSIGNED: &[&str] = &[
    "Content-Language",
    "Forwarded",
    "Idempotency-Key",
    "X-Attempt",
    "X-Delivery-Id",
    "X-Event-Id",
    "X-Event-Type",
    "X-Forwarded-For",
    "X-GitHub-Delivery",
    "X-Request-Id",
    "X-Retry-Count",
    "X-Timestamp",
    "X-Webhook-Id",
    "ce-id",
    "svix-id",
    "webhook-id",
];
