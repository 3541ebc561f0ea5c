use serde_json::Value;

use super::*;
use crate::crypto::Algorithm;
use crate::engine::Raw;
use crate::event::Source;
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::request::RequestHead;
use crate::schemes::{Part, Scheme, SignatureField};
use crate::signing::Signer;
use crate::writing::{Delivery, SignedDelivery};

const SCHEME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
)
.with_message(const { &[Part::EventId, Part::literal("."), Part::Body] })
.with_event_id(Source::header("X-Id"))
.with_event_type(Source::header("X-Kind"))
.with_attempt(Source::header("X-Attempt"));

const IN_BODY: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
)
.with_event_id(Source::json("/data/id"))
.with_event_type(Source::json("/a~1b/0"))
.with_attempt(Source::json("/attempt"));

fn secret() -> Secret {
    Secret::new("3b1c1f9a0d5e47a2b6f0").unwrap()
}

fn sign(scheme: Scheme, delivery: &Delivery<'_>) -> SignedDelivery {
    Signer::new(scheme, secret())
        .unwrap()
        .sign(delivery)
        .unwrap()
}

fn verify(scheme: Scheme, head: &dyn RequestHead, body: &str) -> VerifiedBody {
    Verifier::builder(scheme)
        .key(secret())
        .build()
        .unwrap()
        .verify(head, body.to_owned())
        .unwrap()
        .event()
        .unwrap()
}

/// A delivery with more header lines in front of its own.
struct With<'a>(&'a SignedDelivery, &'a [(&'a str, &'a str)]);

impl RequestHead for With<'_> {
    fn method(&self) -> &str {
        self.0.method()
    }

    fn target(&self) -> &str {
        self.0.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mine: Vec<_> = self
            .1
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .collect();
        match mine.get(nth) {
            Some((_, value)) => Some(value.as_bytes()),
            None => self.0.header(name, nth - mine.len()),
        }
    }
}

fn body_of(scheme: Scheme, body: &str) -> VerifiedBody {
    let signed = sign(scheme.clone(), &Delivery::new(body));
    verify(scheme, &signed, body)
}

#[test]
fn h11_a_fact_says_whether_the_signature_covers_it() {
    let delivery = Delivery::new("{}")
        .event_id("evt_1")
        .event_type("paid")
        .attempt(3);
    let body = verify(SCHEME, &sign(SCHEME, &delivery), "{}");
    assert_eq!(body.id().unwrap().signed(), Some("evt_1"));
    let kind = body.event_type().unwrap();
    assert_eq!((kind.signed(), kind.claimed()), (None, "paid"));
    assert!(!kind.is_signed());
    assert_eq!(kind.to_string(), "paid");
    assert_eq!(body.attempt(), Some(3));
}

#[test]
fn h1_h6_a_claim_that_is_repeated_long_or_not_visible_ascii_is_no_fact() {
    let signed = sign(SCHEME, &Delivery::new("{}").event_id("evt_1"));
    let long = "k".repeat(257);
    for lines in [
        &[("x-kind", "a"), ("x-kind", "b")][..],
        &[("x-kind", "")],
        &[("x-kind", &long)],
        &[("x-kind", "a b")],
        &[("x-kind", "é")],
        &[("x-kind", "a\u{1b}[31m")],
    ] {
        let body = verify(SCHEME, &With(&signed, lines), "{}");
        assert_eq!(body.event_type(), None, "{lines:?}");
        assert_eq!(body.id().unwrap().claimed(), "evt_1");
    }
    for attempt in ["x", "-1", "4294967296", "1.5"] {
        let lines = [("x-attempt", attempt)];
        assert_eq!(verify(SCHEME, &With(&signed, &lines), "{}").attempt(), None);
    }
    let longest = "k".repeat(256);
    let lines = [("x-kind", longest.as_str())];
    let body = verify(SCHEME, &With(&signed, &lines), "{}");
    assert_eq!(body.event_type().unwrap().claimed(), longest);
}

#[test]
fn facts_in_the_body_are_read_by_pointer_and_count_as_signed() {
    let body = body_of(IN_BODY, r#"{"data":{"id":"e1"},"a/b":[7],"attempt":"2"}"#);
    assert_eq!(body.id().unwrap().signed(), Some("e1"));
    assert_eq!(body.event_type().unwrap().signed(), Some("7"));
    assert_eq!(body.attempt(), Some(2));
}

#[test]
fn the_kind_of_event_can_be_matched_wherever_it_is() {
    let signed = sign(
        SCHEME,
        &Delivery::new("{}").event_id("e").event_type("paid"),
    );
    let event = verify(SCHEME, &signed, "{}").decode::<Value>().unwrap();
    assert!(matches!(event.kind(), Some("paid")));
    let kind = event.event_type().unwrap();
    assert!(kind == "paid" && kind == *"paid" && kind != "void");
    assert_eq!((kind.as_str(), kind.signed()), ("paid", None));

    // With an escape, so that the body has no such text to be lent.
    let body = body_of(IN_BODY, r#"{"a/b":["pa\u0069d"]}"#);
    assert!(matches!(body.kind(), Some("paid")));
    assert!(std::ptr::eq(body.kind().unwrap(), body.kind().unwrap()));
    assert_eq!(body.clone().kind(), Some("paid"));
    assert_eq!(body.event_type().unwrap().signed(), Some("paid"));
    assert_eq!(body_of(IN_BODY, "{}").kind(), None);
}

#[test]
fn b16_b17_facts_in_a_body_that_is_no_json_are_missing() {
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "{",
        "[]",
        "{\"data\":{\"id\":null}}",
        "{\"data\":{\"id\":{}}}",
        &deep,
    ] {
        let body = body_of(IN_BODY, text);
        assert_eq!(
            (body.id(), body.event_type(), body.attempt()),
            (None, None, None)
        );
    }
}

#[test]
fn b10_a_body_that_cannot_be_read_is_called_encoded_where_the_head_says_so() {
    let with = |lines: &[(&str, &str)], body: &str| {
        let signed = sign(SCHEME, &Delivery::new(body).event_id("e"));
        verify(SCHEME, &With(&signed, lines), body)
    };
    for lines in [
        &[("content-encoding", "gzip")][..],
        &[
            ("content-encoding", "identity"),
            ("content-encoding", "identity"),
        ],
        &[("content-encoding", "identity, gzip")],
        &[("content-encoding", "x-unheard-of")],
        &[("content-encoding", &"x".repeat(300))],
        &[("content-encoding", "caf\u{e9}")],
    ] {
        let error = with(lines, "\u{1f}\u{8b}").decode::<Value>().unwrap_err();
        assert_eq!(error, PayloadError::Encoded, "{lines:?}");
        assert!(with(lines, "\u{1f}\u{8b}").decode::<Raw>().is_ok());
        // JSON is JSON, whatever the head says.
        assert!(with(lines, "{}").decode::<Value>().is_ok(), "{lines:?}");
    }
    for no_coding in [
        "", "Identity", "none", "UTF-8", "utf8", "binary", "8bit", " utf-8 ",
    ] {
        let lines = &[("content-encoding", no_coding)];
        assert!(with(lines, "{}").decode::<Value>().is_ok());
        let error = with(lines, "{").decode::<Value>().unwrap_err();
        assert!(matches!(error, PayloadError::Syntax { .. }), "{no_coding}");
        assert_eq!(with(lines, "{}").content_encoding(), None);
        assert!(with(lines, "{}").has_content_encoding());
    }
}

#[test]
fn the_content_coding_is_said_and_whether_it_is_signed() {
    const SIGNED: Scheme = SCHEME.with_message(
        const {
            &[
                Part::Header(HeaderName::from_static("Content-Encoding")),
                Part::literal("\n"),
                Part::Body,
            ]
        },
    );
    let delivery = Delivery::new("{}").event_id("e");
    let signed = sign(SCHEME, &delivery);
    let body = verify(
        SCHEME,
        &With(&signed, &[("Content-Encoding", "gzip, br")]),
        "{}",
    );
    let coding = body.content_encoding().unwrap();
    assert_eq!((coding.claimed(), coding.signed()), ("gzip, br", None));
    assert_eq!(verify(SCHEME, &signed, "{}").content_encoding(), None);

    let delivery = delivery.header(HeaderName::from_static("Content-Encoding"), "gzip");
    let body = verify(SIGNED, &sign(SIGNED, &delivery), "{}");
    assert_eq!(body.content_encoding().unwrap().signed(), Some("gzip"));
}

#[test]
fn o4_debug_shows_neither_body_nor_signature() {
    let delivery = Delivery::new("\"marker\"").event_id("marker-id");
    let signed = sign(SCHEME, &delivery);
    let body = verify(SCHEME, &signed, "\"marker\"");
    let verifier = Verifier::builder(SCHEME).key(secret()).build().unwrap();
    let verification = verifier.begin(&signed).unwrap().reading().unwrap();
    for text in [
        format!("{body:?}"),
        format!("{verifier:?}"),
        format!("{verification:?}"),
        format!("{:?}", Verifier::builder(SCHEME).key(secret())),
    ] {
        assert!(
            !text.contains("marker") && !text.contains("3b1c1f9a"),
            "{text}"
        );
    }
}

/// Chooses by what is known of the event.
#[derive(Debug, PartialEq)]
enum Chosen {
    Number(u32),
    Text(String),
}

impl Payload for Chosen {
    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
        match event.kind() {
            Some("number") => event.json().map(Self::Number),
            _ => event.json().map(Self::Text),
        }
    }
}

#[test]
fn a_payload_is_chosen_by_the_kind_of_event() {
    let read = |kind: &str, body: &str| {
        let delivery = Delivery::new(body).event_id("e").event_type(kind);
        let body = verify(SCHEME, &sign(SCHEME, &delivery), body);
        body.decode::<Chosen>().map(VerifiedEvent::into_payload)
    };
    assert_eq!(read("number", "7"), Ok(Chosen::Number(7)));
    assert_eq!(read("text", "\"7\""), Ok(Chosen::Text("7".to_owned())));
    let wrong = read("number", "\"7\"");
    assert!(matches!(wrong, Err(PayloadError::Data { .. })), "{wrong:?}");
}

#[test]
fn raw_takes_any_bytes_as_they_are() {
    let bytes = Bytes::from_static(&[0, 0xff, 0x80]);
    let signed = Signer::new(IN_BODY, secret())
        .unwrap()
        .sign(&Delivery::new(&bytes))
        .unwrap();
    let verifier = Verifier::builder(IN_BODY).key(secret()).build().unwrap();
    let event = verifier
        .verify(&signed, bytes.clone())
        .unwrap()
        .event()
        .unwrap();
    let event = event.decode::<Raw>().unwrap();
    assert_eq!(event.payload().0.as_ptr(), bytes.as_ptr());
}

#[test]
fn the_event_keeps_the_exact_bytes_beside_the_payload() {
    let text = "{ \"a\" : 1.0 }\n";
    let delivery = Delivery::new(text).event_id("e");
    let event = verify(SCHEME, &sign(SCHEME, &delivery), text)
        .decode::<Value>()
        .unwrap();
    assert_eq!(event.bytes(), text);
    assert_eq!(event.payload()["a"], 1.0);
    assert_eq!(event.provider(), "acme");
    assert_eq!(event.body().key_index(), 0);
}

static_assertions::assert_not_impl_any!(VerifiedBody: Default, From<Bytes>, From<Vec<u8>>, DeserializeOwned);
static_assertions::assert_not_impl_any!(VerifiedEvent<Value>: Default, From<Value>, DeserializeOwned, AsMut<Value>, std::ops::DerefMut);
static_assertions::assert_not_impl_any!(Authentic: Default, DeserializeOwned);
static_assertions::assert_not_impl_any!(KeySlot: Default, From<u8>, From<usize>, DeserializeOwned);
static_assertions::assert_not_impl_any!(Verifier: Default);
static_assertions::assert_not_impl_any!(crate::engine::Verification: Clone, Default);
static_assertions::assert_not_impl_any!(Secret: Clone, Default, PartialEq, fmt::Display, std::ops::Deref, AsRef<[u8]>, AsRef<str>, serde::Serialize, From<crate::key::PublicKey>);
static_assertions::assert_not_impl_any!(crate::key::PublicKey: From<Secret>, Into<Secret>);
#[cfg(feature = "ed25519")]
static_assertions::assert_not_impl_any!(crate::writing::PrivateKey: Clone, Default, PartialEq, fmt::Display, std::ops::Deref, AsRef<[u8]>, serde::Serialize);
static_assertions::assert_impl_all!(Verifier: Clone, Send, Sync);
static_assertions::assert_impl_all!(crate::engine::Verification: Send);
static_assertions::assert_impl_all!(VerifiedEvent<Value>: Clone, Send, Sync);
static_assertions::assert_impl_all!(Rejection: Clone, Send, Sync, std::error::Error);
