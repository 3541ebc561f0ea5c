//! Signing by RFC 9421, and a sender as MailChannels is one: from signing to the event.

#![cfg(feature = "httpsig")]
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookseal_core::adapter::RequestHead;
use hookseal_core::httpsig::{Component, DigestAlgorithm, MessageSignatures, MessageSigner};
use hookseal_core::scheme::HeaderName;
use hookseal_core::signing::{Delivery, PrivateKey, SignError, SignedDelivery};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, ConfigError, Key, KeyRing, PublicKey, Secret, UnixTime, Verifier};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const SECRET: &str = "an hmac secret for tests only, of 42 bytes";

fn hmac() -> MessageSigner {
    MessageSigner::new("test", Secret::new(SECRET).unwrap()).unwrap()
}

fn delivery() -> Delivery<'static> {
    Delivery::new("body").timestamp(NOW)
}

fn header<'a>(signed: &'a SignedDelivery, name: &str) -> &'a str {
    std::str::from_utf8(signed.header(name, 0).unwrap()).unwrap()
}

#[test]
fn every_parameter_is_written_in_its_place() {
    let signed = hmac()
        .components([Component::METHOD, Component::query_param("a b")])
        .label("sig-x")
        .expires_after(Duration::from_secs(60))
        .nonce(|| "n\"1".to_owned())
        .key_id("k\\1")
        .tag("app")
        .sign(&delivery().target("/?a+b=1"))
        .unwrap();
    assert_eq!(
        header(&signed, "signature-input"),
        concat!(
            r#"sig-x=("@method" "@query-param";name="a%20b");created=1700000000;expires=1700000060"#,
            r#";nonce="n\"1";alg="hmac-sha256";keyid="k\\1";tag="app""#,
        )
    );
    assert!(
        signed.header("content-digest", 0).is_none(),
        "not asked for"
    );
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let unsignable = |signer: MessageSigner, delivery: &Delivery<'_>| {
        let result = signer.sign(delivery);
        assert!(
            matches!(result, Err(SignError::Unsignable(_))),
            "{result:?}"
        );
    };
    unsignable(hmac().label("No Key"), &delivery());
    unsignable(hmac().key_id("é"), &delivery());
    unsignable(hmac().tag("line\nfeed"), &delivery());
    unsignable(hmac().nonce(|| "\u{7f}".to_owned()), &delivery());
    unsignable(hmac().components([Component::AUTHORITY]), &delivery());
    unsignable(
        hmac().components([Component::query_param("a")]),
        &delivery(),
    );
    let absent = HeaderName::from_static("X-Absent");
    unsignable(hmac().components([Component::header(&absent)]), &delivery());
    let typeless = Component::structured_header(&absent);
    unsignable(
        hmac().components([typeless]),
        &delivery().header(absent, "a=1"),
    );
    let digest = HeaderName::from_static("Content-Digest");
    unsignable(hmac(), &delivery().header(digest, "sha-256=:AAAA:"));
    unsignable(
        hmac(),
        &delivery().timestamp(UnixTime::from_millis(u64::MAX)),
    );
    for url in ["example.com", "https://", "https://user@example.com"] {
        assert!(hmac().public_url(url).is_err());
    }
    let name = HeaderName::from_static("Priority");
    assert!(matches!(
        Component::header_member(&name, "No Key"),
        Err(ConfigError::InvalidComponent { .. })
    ));
}

#[test]
fn a_signer_shows_no_key() {
    assert!(!format!("{:?}", hmac()).contains(SECRET));
}

/// An Ed25519 public key as MailChannels hands it out: `SubjectPublicKeyInfo` in base64.
fn spki(seed: u8) -> PublicKey {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    let mut der = vec![
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    der.extend_from_slice(signing.verifying_key().as_bytes());
    PublicKey::new(STANDARD.encode(der)).unwrap()
}

fn mailchannels(seed: u8, id: &str) -> SignedDelivery {
    MessageSigner::new("mailchannels", PrivateKey::from_seed(&[seed; 32]).unwrap())
        .unwrap()
        .label("sig_1700000000")
        .key_id(id)
        .sign(&Delivery::new(r#"[{"event":"delivered"}]"#).timestamp(NOW))
        .unwrap()
}

fn verifier(keys: impl Into<KeyRing>) -> Verifier {
    Verifier::builder(MessageSignatures::new("mailchannels", Algorithm::Ed25519).require_key_id())
        .keys(keys)
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap()
}

fn code(verifier: &Verifier, delivery: &SignedDelivery) -> &'static str {
    match verifier.verify(delivery, delivery.body().to_vec()) {
        Ok(_) => "ok",
        Err(rejection) => rejection.code(),
    }
}

#[test]
fn a_delivery_like_those_of_mailchannels_is_verified() {
    let verifier = verifier(Key::from(spki(1)).id("mckey").label("2026"));
    let delivery = mailchannels(1, "mckey");
    let event = verifier
        .verify(&delivery, delivery.body().to_vec())
        .unwrap()
        .event()
        .unwrap()
        .decode::<serde_json::Value>()
        .unwrap();
    assert_eq!(event.payload()[0]["event"], "delivered");
    assert_eq!(event.key_label(), Some("2026"));
    assert_eq!(event.timestamp(), Some(NOW));
    assert_eq!(event.body().signature_label(), Some("sig_1700000000"));
    assert_eq!(
        code(&verifier, &mailchannels(2, "mckey")),
        "signature_mismatch"
    );
    assert_eq!(code(&verifier, &mailchannels(1, "other")), "unknown_key");
}

#[test]
fn keys_rotate_by_id() {
    let ring = KeyRing::new()
        .with(Key::from(spki(1)).id("old").not_after(NOW))
        .with(Key::from(spki(2)).id("new"));
    let verifier = verifier(ring);
    assert_eq!(code(&verifier, &mailchannels(1, "old")), "ok");
    assert_eq!(code(&verifier, &mailchannels(2, "new")), "ok");
    assert_eq!(
        code(&verifier, &mailchannels(1, "new")),
        "signature_mismatch"
    );
    // A key that has ended is unknown.
    let late = Verifier::builder(MessageSignatures::new("m", Algorithm::Ed25519))
        .key(
            Key::from(spki(1))
                .id("old")
                .not_after(UnixTime::from_secs(1)),
        )
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap();
    assert_eq!(code(&late, &mailchannels(1, "old")), "unknown_key");
    verifier
        .replace_keys(Key::from(spki(3)).id("newest"))
        .unwrap();
    assert_eq!(code(&verifier, &mailchannels(2, "new")), "unknown_key");
    assert_eq!(code(&verifier, &mailchannels(3, "newest")), "ok");
}

#[test]
fn both_digests_are_made_and_checked() {
    let signed = hmac()
        .digests([DigestAlgorithm::Sha512, DigestAlgorithm::Sha256])
        .sign(&delivery())
        .unwrap();
    let value = header(&signed, "content-digest");
    assert!(value.starts_with("sha-512=:") && value.contains(", sha-256=:"));
    let verifier = Verifier::builder(MessageSignatures::new("test", Algorithm::HmacSha256))
        .key(Secret::new(SECRET).unwrap())
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap();
    assert_eq!(code(&verifier, &signed), "ok");
}

#[test]
fn any_age_of_message_signatures_is_judged_and_what_no_integer_holds_is_not_signed() {
    for time in [Duration::ZERO, Duration::MAX] {
        let secret = || Secret::new(SECRET).unwrap();
        let rules = MessageSignatures::new("acme", Algorithm::HmacSha256)
            .with_max_age(time)
            .with_max_future(time)
            .with_retry_window(time);
        let verifier = Verifier::builder(rules)
            .key(secret())
            .clock(ManualClock::new(NOW))
            .build()
            .unwrap();
        let signer = MessageSigner::new("acme", secret())
            .unwrap()
            .expires_after(time);
        let delivery = Delivery::new("{}").timestamp(NOW);
        match signer.sign(&delivery) {
            Err(_) => assert_eq!(time, Duration::MAX),
            Ok(request) => {
                assert_eq!(time, Duration::ZERO);
                assert!(verifier.verify(&request, "{}").is_ok());
            }
        }
    }
}
