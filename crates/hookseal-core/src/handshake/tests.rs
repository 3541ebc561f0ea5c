//! Handshakes through the verifier, without any adapter.

use std::sync::{Arc, Mutex};

use super::*;
use crate::crypto::Algorithm;
use crate::encoding::Encoding;
use crate::engine::{Outcome, Raw, Verifier, VerifierBuilder};
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::request::RequestHead;
use crate::schemes::{Scheme, SignatureField};
use crate::signing::Signer;
use crate::verdict::{Answer, Rejection};
use crate::writing::{Delivery, SignedDelivery};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_handshakes(
    const {
        &[
            Handshake::unsigned("echo", "GET", &[], Reply::Text(Given::Query("challenge"))),
            Handshake::unsigned(
                "mac",
                "GET",
                &[],
                Reply::Json(&[(
                    "mac",
                    Said::Hmac {
                        of: Given::Query("crc"),
                        prefix: "sha256=",
                        encoding: Encoding::Hex,
                    },
                )]),
            ),
            Handshake::unsigned(
                "token",
                "GET",
                &[Condition::Token("token")],
                Reply::Text(Given::Query("word")),
            ),
            Handshake::unsigned("secret", "POST", &[], Reply::Empty(204))
                .offering(Given::Header("Acme-Secret")),
            Handshake::signed(
                "ping",
                &[Condition::Json("/type", JsonIs::Text("ping"))],
                Reply::Text(Given::Json("/challenge")),
            ),
        ]
    },
);

const SECRET: &str = "4b7e1c90d2a3f58b6c11";

fn builder() -> VerifierBuilder {
    Verifier::builder(ACME).key(Secret::new(SECRET).unwrap())
}

fn signed(body: &str) -> SignedDelivery {
    let signer = Signer::new(ACME, Secret::new(SECRET).unwrap()).unwrap();
    signer.sign(&Delivery::new(body)).unwrap()
}

/// An unsigned request.
struct Plain(&'static str, String, Vec<(&'static str, &'static str)>);

impl RequestHead for Plain {
    fn method(&self) -> &str {
        self.0
    }

    fn target(&self) -> &str {
        &self.1
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut found = self.2.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        found.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

fn get(target: impl Into<String>) -> Plain {
    Plain("GET", target.into(), Vec::new())
}

fn answer(verifier: &Verifier, head: &dyn RequestHead, body: &str) -> Result<Answer, Rejection> {
    match verifier.verify(head, body.to_owned()) {
        Ok(Outcome::Handshake(answered)) => Ok(answered.into_answer()),
        Ok(Outcome::Event(event)) => panic!("an event: {event:?}"),
        Err(other) => Err(other),
    }
}

#[test]
fn a_challenge_comes_back_as_plain_text() {
    let verifier = builder().build().unwrap();
    let answer = answer(&verifier, &get("/?a=b&challenge=a%20b+c"), "").unwrap();
    assert_eq!((answer.status(), answer.body()), (200, "a b c"));
    let headers: Vec<_> = answer.headers().collect();
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert!(headers.contains(&(name, value.into())), "{headers:?}");
    }
    assert!(!answer.closes_connection());
}

#[test]
fn h14_what_is_no_plain_short_text_does_not_come_back() {
    let verifier = builder().build().unwrap();
    for target in [
        "/".to_owned(),
        "/?challenge=".to_owned(),
        "/?challenge=a%0d%0ab".to_owned(),
        "/?challenge=%c3%a4".to_owned(),
        "/?challenge=%00".to_owned(),
        "/?challenge=a&challenge=b".to_owned(),
        format!("/?challenge={}", "a".repeat(1025)),
    ] {
        let refused = answer(&verifier, &get(target), "").unwrap_err();
        assert_eq!(refused.code(), "method_not_allowed");
    }
}

#[test]
fn nobody_gets_json_signed_by_asking_for_it() {
    let verifier = builder().build().unwrap();
    let said = answer(&verifier, &get("/?crc=a1b2-_=+/"), "");
    assert_eq!(
        said.unwrap_err().code(),
        "method_not_allowed",
        "+ is a blank"
    );
    let said = answer(&verifier, &get("/?crc=a1b2-_%2b/="), "").unwrap();
    let signature = signed("a1b2-_+/=");
    let signature = signature.header("acme-signature", 0).unwrap();
    let expected = format!(
        r#"{{"mac":"sha256={}"}}"#,
        std::str::from_utf8(signature).unwrap()
    );
    assert_eq!(said.body(), expected);
    for target in [
        "/?crc=%7B%7D",
        "/?crc=%5B%5D",
        "/?crc=a%3Db%26c",
        "/?crc=%22a%22",
    ] {
        let refused = answer(&verifier, &get(target), "").unwrap_err();
        assert_eq!(refused.code(), "method_not_allowed", "{target}");
    }
}

#[test]
fn a_token_must_be_the_configured_one() {
    let head = get("/?word=hello&token=as-was-agreed-upon");
    let without = builder().build().unwrap();
    let refused = answer(&without, &head, "").unwrap_err();
    assert_eq!(refused.code(), "method_not_allowed");

    let token = || Secret::new("as-was-agreed-upon").unwrap();
    let verifier = builder().handshake_token(token()).build().unwrap();
    assert_eq!(answer(&verifier, &head, "").unwrap().body(), "hello");
    for target in [
        "/?word=hello",
        "/?word=hello&token=",
        "/?word=hello&token=as-was-agreed-upo",
        "/?word=hello&token=as-was-agreed-upon&token=as-was-agreed-upon",
    ] {
        let refused = answer(&verifier, &get(target), "").unwrap_err();
        assert_eq!(refused, Rejection::HandshakeToken, "{target}");
        assert_eq!(refused.answer(), Rejection::SignatureMismatch.answer());
    }
    let short = Secret::new("too-short").unwrap();
    assert!(builder().handshake_token(short).build().is_err());
}

#[test]
fn a_secret_is_taken_by_the_app_or_by_nobody() {
    let head = Plain(
        "POST",
        "/hooks/7".to_owned(),
        vec![("Acme-Secret", "new-secret-for-this-hook")],
    );
    let nobody = builder().build().unwrap();
    let refused = answer(&nobody, &head, "").unwrap_err();
    assert_eq!(refused.code(), "missing_signature");

    let taken = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&taken);
    let verifier = builder()
        .offered_secrets(move |offered| {
            let wanted = offered.target == "/hooks/7";
            keep.lock().unwrap().push(format!("{offered:?}"));
            wanted
        })
        .build()
        .unwrap();
    assert_eq!(answer(&verifier, &head, "").unwrap().status(), 204);
    let elsewhere = Plain("POST", "/hooks/8".to_owned(), head.2.clone());
    let refused = answer(&verifier, &elsewhere, "").unwrap_err();
    assert_eq!(refused.code(), "missing_signature");
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), 2);
    assert!(
        !taken.concat().contains("new-secret"),
        "secrets are not shown"
    );
}

#[test]
fn h15_a_signed_handshake_is_answered_once_its_signature_has_held() {
    let verifier = builder().build().unwrap();
    let body = r#"{"type":"ping","challenge":"abc"}"#;
    let said = answer(&verifier, &signed(body), body).unwrap();
    assert_eq!((said.status(), said.body()), (200, "abc"));
    let refused = answer(&verifier, &signed("{}"), body).unwrap_err();
    assert_eq!(refused, Rejection::SignatureMismatch);
}

#[test]
fn what_only_resembles_a_handshake_is_an_event() {
    let verifier = builder().build().unwrap();
    let long = format!(r#"{{"type":"ping","challenge":"{}"}}"#, "a".repeat(4096));
    for body in [
        r#"{"type":"pong","challenge":"abc","note":"ping"}"#,
        r#"{"kind":"ping","challenge":"abc"}"#,
        r#"{"type":"ping"}"#,
        r#"{"type":"ping","challenge":"<b>\u00e4</b>"}"#,
        r#"{"type":"ping","challenge":7}"#,
        r#"["ping"]"#,
        "ping ",
        &long,
    ] {
        let event = verifier
            .verify(&signed(body), body.to_owned())
            .unwrap()
            .event()
            .unwrap();
        assert_eq!(event.decode::<Raw>().unwrap().bytes(), body.as_bytes());
    }
}

/// Anybody can have a word signed, so none is an event of the sender's.
#[test]
fn i9_what_an_answer_has_signed_is_no_delivery() {
    let verifier = builder().build().unwrap();
    let word = "eyJpZCI6MX0";
    let answer = answer(&verifier, &get(format!("/?crc={word}")), "").unwrap();
    // What anybody was answered is what the sender would have signed it with.
    let signature = signed(word).header("Acme-Signature", 0).unwrap().to_vec();
    let signature = String::from_utf8(signature).unwrap();
    assert!(answer.body().contains(&signature));
    let forged = signed(word);
    let refused = verifier.verify(&forged, word).unwrap_err();
    assert_eq!(refused.code(), "malformed_body");
    assert_eq!(refused.answer(), Rejection::SignatureMismatch.answer());
    for word in ["null", "7", "-1", "true", "a+b/c=", "A_-"] {
        let refused = verifier.verify(&signed(word), word).unwrap_err();
        assert_eq!(refused.code(), "malformed_body", "{word}");
    }
    // Where no such answer is given, nobody but the sender has signed it.
    let silent = builder().without_handshakes().build().unwrap();
    assert!(silent.verify(&signed(word), word).is_ok());
}

#[test]
fn the_app_may_leave_handshakes_to_its_handler_or_add_its_own() {
    const EXTRA: Handshake = Handshake::unsigned("extra", "HEAD", &[], Reply::Empty(200));
    let verifier = builder()
        .without_handshakes()
        .handshake(EXTRA)
        .build()
        .unwrap();
    let body = r#"{"type":"ping","challenge":"abc"}"#;
    assert!(verifier.verify(&signed(body), body.to_owned()).is_ok());
    let refused = answer(&verifier, &get("/?challenge=abc"), "").unwrap_err();
    assert_eq!(refused.code(), "method_not_allowed");
    let head = Plain("HEAD", "/".to_owned(), Vec::new());
    assert_eq!(answer(&verifier, &head, "").unwrap().status(), 200);
}

#[test]
fn what_is_known_by_its_body_needs_no_right_signature() {
    const PROBES: Scheme = ACME.with_handshakes(
        const {
            &[
                Handshake::unproven(
                    "probe",
                    &[
                        Condition::MediaType("application/x-www-form-urlencoded"),
                        Condition::Form("events", "[]"),
                    ],
                    Reply::Empty(200),
                ),
                Handshake::unproven(
                    "wrong on purpose",
                    &[Condition::Json("/events", JsonIs::EmptyList)],
                    Reply::Empty(401),
                ),
                Handshake::unproven(
                    "echo",
                    &[Condition::Json("/echo", JsonIs::Present)],
                    Reply::Text(Given::Json("/echo")),
                ),
            ]
        },
    );
    let verifier = || Verifier::builder(PROBES).key(Secret::new(SECRET).unwrap());
    let verifier = verifier().build().unwrap();
    let head = |kind: &'static str| {
        let wrong = "00".repeat(32).leak();
        let headers = vec![("Acme-Signature", &*wrong), ("Content-Type", kind)];
        Plain("POST", "/".to_owned(), headers)
    };
    let form = || head("Application/X-WWW-Form-Urlencoded ; charset=UTF-8");
    for body in ["events=%5B%5D", "events=[]"] {
        let said = answer(&verifier, &form(), body).unwrap();
        assert_eq!((said.status(), said.body()), (200, ""));
    }
    let said = answer(&verifier, &head("application/json"), r#"{"events":[]}"#).unwrap();
    assert_eq!((said.status(), said.body()), (401, ""));
    for (head, body) in [
        (head("application/json"), "events=%5B%5D"),
        (form(), "events=%5B1%5D"),
        (form(), "events=%5B%5D&a=b"),
        (form(), ""),
        (head("application/json"), r#"{"events":[1]}"#),
        // Nothing comes back that nobody has signed.
        (head("application/json"), r#"{"echo":"abc"}"#),
    ] {
        let refused = answer(&verifier, &head, body).unwrap_err();
        assert_eq!(refused, Rejection::SignatureMismatch, "{body}");
    }
    // Signed rightly, each of them is an event.
    for body in ["events=%5B%5D", r#"{"events":[]}"#] {
        assert!(verifier.verify(&signed(body), body.to_owned()).is_ok());
    }
    let missing = Plain("POST", "/".to_owned(), Vec::new());
    let refused = answer(&verifier, &missing, "events=%5B%5D").unwrap_err();
    assert_eq!(refused.code(), "missing_signature");
}
