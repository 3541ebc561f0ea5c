//! Messages that say themselves what they are made of, or do not say it at all.

use bytes::Bytes;
use hookseal_core::scheme::HeaderName;
use hookseal_core::signing::Delivery;
use hookseal_core::{BodyCoverage, Verifier};
use hookseal_providers::{ALL, ProviderScheme};
use serde_json::Value;

use crate::catalogue::{FORM, Given, soups};
use crate::request::Request;

/// `body` with what `genuine` has of its members, for the shape that they have.
pub(crate) fn with_members_of(body: &str, genuine: &[u8]) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_str(body).ok()?;
    let genuine: Value = serde_json::from_slice(genuine).ok()?;
    for (name, value) in body.as_object_mut()? {
        if let Some(other) = genuine.get(name) {
            *value = other.clone();
        }
    }
    serde_json::to_vec(&body).ok()
}

fn scheme(name: &str) -> &'static ProviderScheme {
    ALL.iter()
        .find_map(|provider| {
            provider
                .scheme_named(name)
                .filter(|_| name.starts_with(provider.id))
        })
        .unwrap()
}

fn takes(verifier: &Verifier, request: &Request) -> bool {
    let body = Bytes::copy_from_slice(&request.body);
    verifier.verify(request, body).is_ok()
}

/// Takes each of `all` if it is genuine, and tries each of its `cuts`.
fn search(name: &str, all: &[Given], cuts: impl Fn(&[u8], &Request) -> Vec<Request>) {
    let (verifier, signer) = crate::pair(name, scheme(name));
    let (mut genuine, mut tried) = (0, 0);
    for given in all {
        let Ok(signed) = signer.sign(&given.delivery()) else {
            continue;
        };
        let request = Request::of(&signed);
        if !takes(&verifier, &request) {
            continue;
        }
        genuine += 1;
        let body = Bytes::copy_from_slice(&request.body);
        let trace = verifier.trace(&request, body);
        let [message] = trace.messages() else {
            panic!("{name}: {} messages", trace.messages().len());
        };
        let others = cuts(message, &request);
        let own = request.clone().sorted();
        let others: Vec<_> = others.into_iter().map(Request::sorted).collect();
        assert!(
            others.contains(&own),
            "{name}: not even {own:?} is found in {}",
            String::from_utf8_lossy(message)
        );
        for other in others {
            if other != own {
                tried += 1;
                assert!(
                    !takes(&verifier, &other),
                    "{name}: {request:?}\n as {other:?}"
                );
            }
        }
    }
    assert!(genuine > 10 && tried > 100, "{name}: {genuine} {tried}");
}

/// Of each set of dots in `text`, what stands between them.
fn split_at_some(text: &[u8], separator: u8, found: &mut dyn FnMut(&[&[u8]])) {
    let places: Vec<_> = (0..text.len())
        .filter(|at| text[*at] == separator)
        .collect();
    assert!(places.len() < 20, "too many to try");
    for chosen in 0_u32..1 << places.len() {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (bit, at) in places.iter().enumerate() {
            if chosen & (1 << bit) != 0 {
                pieces.push(&text[start..*at]);
                start = at + 1;
            }
        }
        pieces.push(&text[start..]);
        found(&pieces);
    }
}

const HOOK0: HeaderName = HeaderName::from_static("X-Hook0-Signature");

fn cuts_of_hook0(message: &[u8], genuine: &Request) -> Vec<Request> {
    let value = String::from_utf8(genuine.get(&HOOK0).unwrap().to_vec()).unwrap();
    let (_, code) = value.split_once(",v1=").unwrap();
    let mut all = Vec::new();
    split_at_some(message, b'.', &mut |pieces| {
        // Time, names, a value for each of the names, body.
        let [time, names, values @ .., body] = pieces else {
            return;
        };
        let (Ok(time), Ok(names)) = (std::str::from_utf8(time), std::str::from_utf8(names)) else {
            return;
        };
        let list: Vec<_> = names.split(' ').collect();
        let headers: Option<Vec<_>> = list
            .iter()
            .map(|name| HeaderName::new(*name).ok())
            .collect();
        let Some(headers) = headers.filter(|_| list.len() == values.len()) else {
            return;
        };
        let mut other = Request {
            headers: Vec::new(),
            body: body.to_vec(),
            ..genuine.clone()
        };
        for (name, value) in headers.iter().zip(values) {
            other.headers.push((name.to_string(), value.to_vec()));
        }
        let value = format!("t={time},h={names},v1={code}");
        other.headers.push((HOOK0.to_string(), value.into_bytes()));
        all.push(other);
    });
    all
}

fn given_for_hook0() -> Vec<Given> {
    let words = [
        "a",
        ".",
        "{\"a\":\"1.5\"}",
        "x-event-id x-event-type.",
        "order.paid.now.",
    ];
    let mut all = Vec::new();
    for body in soups(&words, 2) {
        for kind in ["order.paid.now", "a.b.c", "..", "order"] {
            let mut given = Given::usual(body.as_bytes());
            (given.id, given.kind) = ("e1".to_owned(), kind.to_owned());
            let mut other = given.clone();
            let content = HeaderName::from_static("Content-Type");
            given.headers.push((content, "text/plain".to_owned()));
            all.push(given);
            // Its values could all be ends of names.
            let own = HeaderName::from_static("X-Z");
            other.headers.push((own, "z".to_owned()));
            all.push(other);
        }
    }
    all
}

#[test]
fn headers_that_hook0_names_can_be_read_in_one_way() {
    for name in ["hook0", "coinbase_cdp"] {
        search(name, &given_for_hook0(), cuts_of_hook0);
    }
}

const CONTENTFUL: HeaderName = HeaderName::from_static("x-contentful-signature");

/// Method, path, headers and body have a line each; what the headers are called stands among
/// them.
fn cuts_of_contentful(message: &[u8], genuine: &Request) -> Vec<Request> {
    let text = String::from_utf8(message.to_vec()).unwrap();
    let lines: Vec<_> = text.splitn(4, '\n').collect();
    let [method, _path, line, body] = lines.as_slice() else {
        panic!("{text}");
    };
    let mut all = Vec::new();
    split_at_some(line.as_bytes(), b';', &mut |pieces| {
        let pairs: Option<Vec<_>> = pieces
            .iter()
            .map(|piece| std::str::from_utf8(piece).ok()?.split_once(':'))
            .collect();
        let Some(pairs) = pairs else { return };
        let mut other = Request {
            method: (*method).to_owned(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            ..genuine.clone()
        };
        for (name, value) in pairs {
            other
                .headers
                .push((name.to_owned(), value.as_bytes().to_vec()));
        }
        let code = genuine.get(&CONTENTFUL).unwrap();
        other.headers.push((CONTENTFUL.to_string(), code.to_vec()));
        all.push(other);
    });
    all
}

#[test]
fn headers_that_contentful_names_can_be_read_in_one_way() {
    // Headers that a webhook has been given, around those that Contentful adds.
    let words = [
        "a",
        ";",
        ";x-a:",
        ";x-contentful-topic:",
        ";x-contentful-signed-headers:x-contentful-signed-headers,x-contentful-timestamp",
        ";x-contentful-timestamp:1700000000000",
    ];
    let mut all = Vec::new();
    for (number, kind) in soups(&words, 3).iter().enumerate() {
        for (place, content) in soups(&words, 2).iter().enumerate() {
            if (number + 3 * place) % 7 != 0 {
                continue;
            }
            let mut given = Given::usual("{}");
            given.kind = format!("k{kind}");
            for (name, value) in [
                (HeaderName::from_static("content-type"), content),
                (HeaderName::from_static("x-a"), kind),
            ] {
                given.headers.push((name, format!("v{value}")));
            }
            all.push(given);
        }
    }
    let mut within = Given::usual("{}");
    let another = "v;x-contentful-signed-headers:content-type,x-contentful-signed-headers,x-contentful-timestamp,x-contentful-topic;x-contentful-timestamp:1700000000000;x-contentful-topic:k";
    for (name, value) in [
        (HeaderName::from_static("content-type"), another),
        (HeaderName::from_static("x-a"), "a"),
    ] {
        within.headers.push((name, value.to_owned()));
    }
    all.push(within);
    search("contentful", &all, cuts_of_contentful);
}

/// Twilio's fields touch each other, so its signature says less than that the body is whole.
#[test]
fn where_nothing_separates_the_fields_the_coverage_says_so() {
    for name in ["twilio", "twilio-sha256"] {
        let (verifier, signer) = crate::pair(name, scheme(name));
        let delivery = Delivery::new("Body=a&From=b")
            .target("/hook")
            .timestamp(crate::NOW)
            .header(HeaderName::from_static("Content-Type"), FORM);
        let mut request = Request::of(&signer.sign(&delivery).unwrap());
        let body = Bytes::copy_from_slice(&request.body);
        let verified = verifier.verify(&request, body).unwrap().event().unwrap();
        assert_ne!(verified.coverage(), BodyCoverage::Whole, "{name}");
        request.body = b"Body=aFromb".to_vec();
        assert!(takes(&verifier, &request), "{name} can tell them apart now");
    }
}
