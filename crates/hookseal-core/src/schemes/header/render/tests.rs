use proptest::prelude::*;

use super::*;
use crate::crypto::Algorithm;
use crate::event::Source;
use crate::header_name::HeaderName;
use crate::schemes::{SignatureField, Timestamp};
use crate::time::TimestampFormat;

const A: HeaderName = HeaderName::from_static("X-A");
const B: HeaderName = HeaderName::from_static("X-B");
const TIME: HeaderName = HeaderName::from_static("X-Time");

/// A head with two headers, or the second twice.
struct Head<'a> {
    a: &'a [u8],
    b: &'a [u8],
    target: &'a str,
    twice: bool,
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &str {
        self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        match (name, nth) {
            ("X-A", 0) => Some(self.a),
            ("X-B", 0) => Some(self.b),
            ("X-B", 1) if self.twice => Some(self.b),
            _ => None,
        }
    }
}

fn head<'a>(a: &'a [u8], b: &'a [u8]) -> Head<'a> {
    Head {
        a,
        b,
        target: "/hook?team=7",
        twice: false,
    }
}

fn scheme(parts: &[Part]) -> Scheme {
    Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(A))
        .with_message_owned(parts.to_vec())
        .with_event_id(Source::Header(A))
}

fn rendered(parts: &[Part], head: &Head<'_>, body: &[u8]) -> Result<Vec<u8>, Rejection> {
    let scheme = scheme(parts);
    assert_eq!(scheme.validate(), Ok(()));
    let values = Values {
        head,
        timestamp: Some(b"1700000000"),
        event_id: Some(head.a),
        public_url: Some("https://example.com"),
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    scheme.render(&values, |side, piece| match side {
        Side::BeforeBody => before.extend_from_slice(piece),
        Side::AfterBody => after.extend_from_slice(piece),
    })?;
    Ok([&before, body, &after].concat())
}

#[test]
fn every_part_is_rendered_as_it_stands_in_the_request() {
    let nl = || Part::literal("\n");
    let parts = [
        Part::Method,
        nl(),
        Part::Path,
        nl(),
        Part::Query,
        nl(),
        Part::Target,
        nl(),
        Part::Url,
        nl(),
        Part::Header(A),
        nl(),
        Part::Body,
        nl(),
        Part::Header(B),
    ];
    assert_eq!(
        rendered(&parts, &head(b"a", b"b"), b"body").unwrap(),
        b"POST\n/hook\nteam=7\n/hook?team=7\nhttps://example.com/hook?team=7\na\nbody\nb"
    );
}

#[test]
fn h5_m2_the_separator_in_an_event_id_is_refused() {
    let parts = [Part::EventId, Part::literal("."), Part::Body];
    assert_eq!(
        rendered(&parts, &head(b"a.b", b""), b"c"),
        Err(Rejection::MalformedId)
    );
}

#[test]
fn h6_an_event_id_is_visible_ascii_of_1_to_256_bytes() {
    let parts = [Part::EventId, Part::literal("."), Part::Body];
    let longest = [b'a'; 256];
    assert!(rendered(&parts, &head(&longest, b""), b"").is_ok());
    let long = [b'a'; 257];
    for id in [b"".as_slice(), &long, b"a b", b"a\0", b"\xC3\xA9", b"\x7F"] {
        assert_eq!(
            rendered(&parts, &head(id, b""), b""),
            Err(Rejection::MalformedId),
            "{id:?}"
        );
    }
}

/// `a:` + `::` + `b` is also `a` + `::` + `:b`, though `a:` does not contain `::`.
#[test]
fn m19_a_separator_that_overlaps_the_value_is_refused() {
    let parts = [Part::Header(A), Part::literal("::"), Part::Body];
    let ambiguous = Err(Rejection::Ambiguous { field: A });
    assert_eq!(rendered(&parts, &head(b"a:", b""), b"b"), ambiguous);
    assert_eq!(rendered(&parts, &head(b"a::b", b""), b"c"), ambiguous);
    assert!(rendered(&parts, &head(b"a", b""), b":b").is_ok());
    assert!(rendered(&parts, &head(b":a", b""), b"b").is_ok());
}

/// Signed as body `a` and header `b.c`, sent as body `a.b` and header `c`.
#[test]
fn m19_after_the_body_the_separator_in_front_is_refused_in_a_value() {
    let parts = [Part::Body, Part::literal("."), Part::Header(B)];
    let ambiguous = Err(Rejection::Ambiguous { field: B });
    assert_eq!(rendered(&parts, &head(b"", b"b.c"), b"a"), ambiguous);
    assert!(rendered(&parts, &head(b"", b"c"), b"a.b").is_ok());
    let parts = [Part::Body, Part::literal("--"), Part::Header(B)];
    assert_eq!(rendered(&parts, &head(b"", b"-b"), b"a"), ambiguous);
}

#[test]
fn m19_a_target_that_contains_the_separator_is_refused() {
    let parts = [Part::Target, Part::literal("|"), Part::Body];
    let mut request = head(b"", b"");
    request.target = "/a|b";
    assert_eq!(
        rendered(&parts, &request, b""),
        Err(Rejection::AmbiguousTarget)
    );
}

const NUMBER: &[u8] = b"1700000000";

fn timed(parts: &[Part], format: TimestampFormat) -> Scheme {
    scheme(parts).with_timestamp(Timestamp::header(TIME, format))
}

fn written(scheme: &Scheme, head: &Head<'_>, time: &[u8]) -> Result<Vec<u8>, Rejection> {
    assert_eq!(scheme.validate(), Ok(()));
    let values = Values {
        head,
        timestamp: Some(time),
        event_id: Some(head.a),
        public_url: Some("https://example.com"),
    };
    let mut all = Vec::new();
    scheme.render(&values, |_, piece| all.extend_from_slice(piece))?;
    Ok(all)
}

/// `{id}{time}{body}`: an id with a time in it could end in front of that.
#[test]
fn m4_a_value_in_which_a_touching_timestamp_could_begin_is_refused() {
    let parts = [Part::EventId, Part::Timestamp, Part::Body];
    let seconds = timed(&parts, TimestampFormat::Seconds);
    for id in ["1700000000a", "a1700000000", "a1", "1"] {
        let verdict = written(&seconds, &head(id.as_bytes(), b""), NUMBER);
        assert_eq!(verdict, Err(Rejection::MalformedId), "{id}");
    }
    for id in ["a", "1a", "170000000a"] {
        let verdict = written(&seconds, &head(id.as_bytes(), b""), NUMBER);
        assert!(verdict.is_ok(), "{id}");
    }
}

#[cfg(feature = "dates")]
#[test]
fn m4_a_value_in_which_a_touching_date_could_begin_is_refused() {
    let parts = [Part::EventId, Part::Timestamp, Part::Body];
    let scheme = timed(&parts, TimestampFormat::Rfc3339);
    let date = b"2023-11-14T22:13:20Z";
    for id in ["a2023-11-14T22:13:20Z", "2023-11-14T22:13:20Zb", "2023-11-"] {
        let verdict = written(&scheme, &head(id.as_bytes(), b""), date);
        assert_eq!(verdict, Err(Rejection::MalformedId), "{id}");
    }
    for id in ["befa7b53-d79d-478f-86b9-120f112b044e", "2023-11", "a", "1"] {
        assert!(
            written(&scheme, &head(id.as_bytes(), b""), date).is_ok(),
            "{id}"
        );
    }
    let scheme = timed(&parts, TimestampFormat::HttpDate);
    let date = b"Tue, 14 Nov 2023 22:13:20 GMT";
    assert!(written(&scheme, &head(b"a,1", b""), date).is_ok());
}

/// `{body}{url}`, read from the end: the last beginning of a URL counts.
#[test]
fn m4_a_url_that_touches_the_body_must_not_begin_twice() {
    let parts = [Part::Body, Part::Url];
    let mut request = head(b"", b"");
    assert!(rendered(&parts, &request, b"https://example.com/").is_ok());
    request.target = "/?next=https://example.com/";
    assert_eq!(
        rendered(&parts, &request, b""),
        Err(Rejection::AmbiguousTarget)
    );
}

/// `{url}{body}`: the first bracket is where the body begins.
#[test]
fn m4_a_url_that_touches_a_json_body_has_no_bracket() {
    let scheme = scheme(&[Part::Url, Part::Body]).json_bodies();
    let mut request = head(b"", b"");
    assert!(written(&scheme, &request, b"").is_ok());
    for target in ["/{", "/a?b[]=1", r#"/x{"a":1}"#] {
        request.target = target;
        assert_eq!(
            written(&scheme, &request, b""),
            Err(Rejection::AmbiguousTarget),
            "{target}"
        );
    }
}

#[test]
fn h1_h2_a_signed_header_that_is_repeated_is_refused() {
    let parts = [Part::Header(B), Part::literal("."), Part::Body];
    let mut request = head(b"", b"same");
    request.twice = true;
    assert_eq!(
        rendered(&parts, &request, b""),
        Err(Rejection::Ambiguous { field: B })
    );
}

#[test]
fn a_signed_header_that_is_missing_is_refused() {
    const C: HeaderName = HeaderName::from_static("X-C");
    let parts = [Part::Header(C), Part::literal("."), Part::Body];
    assert_eq!(
        rendered(&parts, &head(b"", b""), b""),
        Err(Rejection::MissingHeader { header: C })
    );
}

/// Values and bodies of very few letters, so that they collide if they can.
fn letters() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(proptest::sample::select(b"a.:".as_slice()), 0..5)
}

fn separator() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&[".", ":", "::", ".:", ":.:", "..", ".a."][..])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Two requests whose messages are equal are equal in every signed part.
    #[test]
    fn m1_m4_m19_templates_are_injective(
        (one, two) in (separator(), separator()),
        first in (letters(), letters(), letters()),
        second in (letters(), letters(), letters()),
        around in any::<bool>(),
    ) {
        let parts = if around {
            [Part::Header(A), Part::literal(one), Part::Body, Part::literal(two), Part::Header(B)]
        } else {
            [Part::Header(A), Part::literal(one), Part::Header(B), Part::literal(two), Part::Body]
        };
        let message = |(a, b, body): &(Vec<u8>, Vec<u8>, Vec<u8>)| {
            rendered(&parts, &head(a, b), body).ok()
        };
        if let (Some(left), Some(right)) = (message(&first), message(&second)) {
            prop_assert_eq!(left == right, first == second);
        }
    }
}

#[test]
fn escapes_of_the_named_characters_are_decoded_once() {
    const SIGNED: &[Part] = &[
        Part::UrlDecoding(":/?@!$'()*,;"),
        Part::literal("\n"),
        Part::Body,
    ];
    for (target, signed) in [
        ("/hook?team=7", "/hook?team=7"),
        ("/a%3Ab%2fc?d=%40%27", "/a:b/c?d=@'"),
        ("/a%253A%20%0A%C3%A4%3", "/a%253A%20%0A%C3%A4%3"),
        ("/%%3A%3%3B%", "/%:%3;%"),
        ("/%0x%+3%3a", "/%0x%+3:"),
    ] {
        let head = Head {
            target,
            ..head(b"a", b"b")
        };
        let message = rendered(SIGNED, &head, b"body").unwrap();
        let expected = format!("https://example.com{signed}\nbody");
        assert_eq!(String::from_utf8(message).unwrap(), expected);
        let mut apart = Vec::new();
        scheme(SIGNED)
            .write_identity(&head, b"body", &mut |part| apart.push(part.to_vec()))
            .unwrap();
        assert_eq!(apart, [signed.as_bytes(), b"body"]);
    }
}
