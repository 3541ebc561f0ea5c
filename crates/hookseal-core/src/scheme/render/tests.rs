use proptest::prelude::*;

use super::*;
use crate::{Algorithm, HeaderName, SignatureField, Source};

const A: HeaderName = HeaderName::from_static("X-A");
const B: HeaderName = HeaderName::from_static("X-B");

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
        .message_parts(parts.to_vec())
        .event_id(Source::Header(A))
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
            .tell_apart(&head, b"body", &mut |part| apart.push(part.to_vec()))
            .unwrap();
        assert_eq!(apart, [signed.as_bytes(), b"body"]);
    }
}
