//! The steps of a verification, as the verifier notes them. `hookseal-vectors` traces all vectors.

#![allow(clippy::panic, clippy::similar_names, clippy::unwrap_used)]

use bytes::Bytes;
use hookseal_core::adapter::{OwnedHead, RequestHead};
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply};
use hookseal_core::keys::{KeyedMacs, Keys};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Description, Encoding, HeaderName, Incoming, Part, Scheme,
    SharedToken, SignatureField, SignatureGroups, SignatureScheme, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::time::ManualClock;
use hookseal_core::trace::{Detail, Ended, Found, Recorder, Step, Trace};
use hookseal_core::{Algorithm, BodyCoverage, Rejection, Secret, UnixTime, Verifier};

const SECRET: &str = "3b1c1f9a0d5e47a2b6f0";
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");

const PREFIXED: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::prefixed(SIGNATURE, "sha256="),
);

const PAIRS: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::pairs(SIGNATURE, "v1"),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

fn verifier(scheme: impl SignatureScheme) -> Verifier {
    let builder = Verifier::builder(scheme).key(secret());
    builder.clock(ManualClock::new(NOW)).build().unwrap()
}

fn head(values: &[&str]) -> OwnedHead {
    let head = OwnedHead::new("POST", "/hooks");
    values.iter().fold(head, |head, value| {
        head.with_header("X-Signature", value.as_bytes())
    })
}

/// The trace, whose verdict is the verifier's, and the step that failed.
fn trace(verifier: &Verifier, head: &dyn RequestHead, body: &str) -> Trace {
    let body = Bytes::copy_from_slice(body.as_bytes());
    let verdict = verifier.verify(head, body.clone());
    let trace = verifier.trace(head, body);
    assert_eq!(trace.verdict(), verdict.as_ref().map(drop), "{trace:?}");
    trace
}

fn failed(scheme: impl SignatureScheme, values: &[&str], body: &str) -> (String, String) {
    let trace = trace(&verifier(scheme), &head(values), body);
    let step = trace.failed().unwrap();
    // Nothing comes after it.
    assert_eq!(trace.steps().last().unwrap().name(), step.name());
    (step.name().to_owned(), step.code().unwrap().to_owned())
}

fn names(trace: &Trace) -> Vec<&'static str> {
    trace.steps().iter().map(Step::name).collect()
}

#[test]
fn a_request_fails_where_it_is_refused() {
    let signed = format!("sha256={ZEROS}");
    for (values, step, code) in [
        (&["sha256=00"][..], "signature form", "malformed_signature"),
        (&["sha1=00"], "signature form", "malformed_signature"),
        (&[ZEROS], "signature form", "malformed_signature"),
        (&[""], "signature header", "missing_signature"),
        (&[], "signature header", "missing_signature"),
        (&[&signed, &signed], "signature header", "ambiguous"),
        (&[&signed], "signature", "signature_mismatch"),
    ] {
        let expected = (step.to_owned(), code.to_owned());
        assert_eq!(failed(PREFIXED, values, "{}"), expected, "{values:?}");
    }
    for (value, step, code) in [
        ("t=+1700000000,v1=_", "timestamp", "malformed_timestamp"),
        ("t=01700000000,v1=_", "timestamp", "malformed_timestamp"),
        ("t=1700000000,t=1700000000,v1=_", "timestamp", "ambiguous"),
        ("v1=_", "timestamp", "missing_timestamp"),
        ("t=1600000000,v1=_", "timestamp", "stale"),
        ("t=1800000000,v1=_", "timestamp", "future"),
        (
            "t=1700000000,v1=00",
            "signature form",
            "malformed_signature",
        ),
        ("t=1700000000,v1=_", "signature", "signature_mismatch"),
    ] {
        let value = value.replace("v1=_", &format!("v1={ZEROS}"));
        let expected = (step.to_owned(), code.to_owned());
        assert_eq!(failed(PAIRS, &[&value], "{}"), expected, "{value}");
    }
}

#[test]
fn method_length_and_body_are_steps() {
    let signed = format!("sha256={ZEROS}");
    let verifier = verifier(PREFIXED);
    let get = OwnedHead::new("GET", "/");
    let traced = trace(&verifier, &get, "");
    assert_eq!(names(&traced), ["method"]);
    assert_eq!(traced.failed().unwrap().code(), Some("method_not_allowed"));

    let long = head(&[&signed]).with_header("Content-Length", "99999999999");
    let traced = trace(&verifier, &long, "");
    assert_eq!(traced.failed().unwrap().name(), "length");

    let cut = head(&[&signed]).with_header("Content-Length", "7");
    let step = trace(&verifier, &cut, "{}").failed().unwrap().clone();
    assert_eq!(step.name(), "body");
    assert_eq!(step.code(), Some("body_not_as_announced"));
    assert_eq!(*step.detail(), Detail::Body { bytes: 2 });
}

#[test]
fn an_accepted_request_shows_all_steps_and_its_message() {
    let delivery = Delivery::new("{}").timestamp(NOW);
    let signed = Signer::new(PAIRS, secret())
        .unwrap()
        .sign(&delivery)
        .unwrap();
    let traced = trace(&verifier(PAIRS), &signed, "{}");
    assert_eq!(
        names(&traced),
        [
            "method",
            "signature header",
            "signature form",
            "timestamp",
            "message",
            "length",
            "keys",
            "body",
            "signature",
            "facts",
        ]
    );
    assert!(traced.failed().is_none());
    assert!(
        traced
            .steps()
            .iter()
            .all(|step| *step.outcome() == Ended::Held)
    );
    assert_eq!(traced.messages(), [b"1700000000.{}"]);
    let keys = Detail::Keys { valid: 1, all: 1 };
    assert!(traced.steps().iter().any(|step| *step.detail() == keys));
}

#[test]
fn of_several_signatures_only_the_one_that_decides_fails() {
    let delivery = Delivery::new("{}").timestamp(NOW);
    let signed = Signer::new(PAIRS, secret())
        .unwrap()
        .sign(&delivery)
        .unwrap();
    let right = std::str::from_utf8(signed.header("X-Signature", 0).unwrap()).unwrap();
    let stale = format!("t=1600000000,v1={ZEROS}");
    let groups = verifier(SignatureGroups::new(PAIRS));

    let traced = trace(&groups, &head(&[&format!("{stale} {right}")]), "{}");
    assert!(traced.failed().is_none(), "{traced:?}");
    let is_aside = |step: &&Step| matches!(step.outcome(), Ended::SetAside(_));
    let aside: Vec<_> = traced.steps().iter().filter(is_aside).collect();
    assert_eq!(aside.len(), 1);
    assert!(
        aside
            .iter()
            .all(|step| step.name() == "timestamp" && step.code().is_none())
    );

    let traced = trace(&groups, &head(&[&format!("{stale} {stale}")]), "{}");
    let step = traced.failed().unwrap();
    assert_eq!((step.name(), step.code()), ("timestamp", Some("stale")));
}

#[test]
fn a_token_is_not_shown() {
    let token = SharedToken::header("acme", SIGNATURE);
    let traced = trace(&verifier(token.clone()), &head(&[SECRET]), "{}");
    assert!(traced.failed().is_none());
    assert!(traced.messages().is_empty());
    let found = Detail::Header {
        name: SIGNATURE,
        found: Found::Hidden(SECRET.len()),
        wanted: None,
    };
    assert!(traced.steps().iter().any(|step| *step.detail() == found));
    assert!(!format!("{:?}", traced.steps()).contains(SECRET));
    let expected = ("signature".to_owned(), "signature_mismatch".to_owned());
    assert_eq!(
        failed(token.clone(), &["another-token-of-20"], "{}"),
        expected
    );
    let missing = ("header".to_owned(), "missing_signature".to_owned());
    assert_eq!(failed(token, &[], "{}"), missing);
}

#[test]
fn a_handshake_is_answered_and_has_not_failed() {
    const PING: &[Handshake] = &[Handshake::signed(
        "ping",
        &[Condition::Json("/type", JsonIs::Text("ping"))],
        Reply::Empty(200),
    )];
    const PINGED: Scheme = PREFIXED.with_handshakes(PING);
    let body = r#"{"type":"ping"}"#;
    let signer = Signer::new(PINGED, secret()).unwrap();
    let signed = signer.sign(&Delivery::new(body)).unwrap();
    let traced = trace(&verifier(PINGED), &signed, body);
    assert!(traced.failed().is_none());
    let last = traced.steps().last().unwrap();
    assert_eq!(
        (last.name(), last.outcome()),
        ("handshake", &Ended::Answered)
    );
}

#[test]
fn without_keys_there_is_one_step() {
    let closed = Verifier::closed(PREFIXED, "no secret");
    let traced = trace(&closed, &head(&[]), "{}");
    assert_eq!(names(&traced), ["keys"]);
    assert!(traced.failed().is_some());
}

/// A scheme of code, which notes steps or none.
#[derive(Debug)]
struct Coded {
    notes: bool,
}

impl SignatureScheme for Coded {
    fn description(&self) -> Description {
        Description::new("coded", Algorithm::HmacSha256, BodyCoverage::Whole)
            .with_headers([SIGNATURE])
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let signature = incoming
            .only_header(&SIGNATURE)?
            .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
        if self.notes {
            incoming.note(|| Step::held("certificate").showing("CN=acme"));
        }
        Ok(Box::new(CodedClaim {
            signature: Encoding::Hex
                .signature(signature, Algorithm::HmacSha256)
                .unwrap_or_default(),
            notes: self.notes,
            recorder: incoming.recorder(),
        }))
    }
}

struct CodedClaim {
    signature: Vec<u8>,
    notes: bool,
    recorder: Option<Recorder>,
}

impl Claim for CodedClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let macs = keys.macs()?;
        Ok(Box::new(CodedCheck { macs, claim: *self }))
    }
}

struct CodedCheck {
    macs: KeyedMacs,
    claim: CodedClaim,
}

impl Check for CodedCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.macs.update(chunk);
    }

    fn finish(self: Box<Self>, _body: &Bytes) -> Result<Authentic, Rejection> {
        let slot = self.macs.matching(&self.claim.signature);
        let slot = slot.ok_or(Rejection::SignatureMismatch)?;
        if self.claim.notes {
            if let Some(recorder) = &self.claim.recorder {
                recorder.note(Step::refused("audience", Rejection::UnknownKey));
            }
            return Err(Rejection::UnknownKey);
        }
        Ok(Authentic::by(slot))
    }
}

#[test]
fn schemes_of_code_are_traced_whether_they_note_steps_or_not() {
    let delivery = Delivery::new("{}");
    let plain = Scheme::new(
        "coded",
        Algorithm::HmacSha256,
        SignatureField::plain(SIGNATURE),
    );
    let signed = Signer::new(plain, secret())
        .unwrap()
        .sign(&delivery)
        .unwrap();

    let silent = verifier(Coded { notes: false });
    let traced = trace(&silent, &signed, "{}");
    assert_eq!(
        names(&traced),
        [
            "method",
            "header",
            "length",
            "keys",
            "body",
            "message",
            "signature",
            "facts"
        ]
    );
    assert_eq!(traced.messages(), [b"{}"]);
    let missing = ("header".to_owned(), "missing_signature".to_owned());
    assert_eq!(failed(Coded { notes: false }, &[], "{}"), missing);
    let wrong = trace(&silent, &head(&[ZEROS]), "{}");
    assert_eq!(wrong.failed().unwrap().name(), "signature");

    let noting = verifier(Coded { notes: true });
    let traced = trace(&noting, &signed, "{}");
    assert!(names(&traced).contains(&"certificate"));
    let step = traced.failed().unwrap();
    assert_eq!(
        (step.name(), step.code()),
        ("audience", Some("unknown_key"))
    );
}

/// A request that is not traced computes no step.
#[test]
fn nothing_is_noted_of_a_request_that_is_not_traced() {
    #[derive(Debug)]
    struct Panics;

    impl SignatureScheme for Panics {
        fn description(&self) -> Description {
            Coded { notes: false }.description()
        }

        fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
            incoming.note(|| panic!("it is not traced"));
            assert!(incoming.recorder().is_none());
            Coded { notes: true }.claim(incoming)
        }
    }

    let verdict = verifier(Panics).verify(&head(&[ZEROS]), "{}");
    assert_eq!(verdict.unwrap_err(), Rejection::SignatureMismatch);
}
