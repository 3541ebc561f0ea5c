//! MailChannels: deliveries of the form that its pages describe, and near misses.

#![cfg(feature = "httpsig")]
#![allow(clippy::unwrap_used)]

use hookseal_core::httpsig::{Component, MessageSigner};
use hookseal_core::signing::{Delivery, PrivateKey, SignedDelivery};
use hookseal_core::time::ManualClock;
use hookseal_core::{Key, PublicKey, UnixTime, Verifier};
use hookseal_providers::{MailChannelsEvent, mailchannels};

const NOW: u64 = 1_700_000_000;
const BODY: &str = r#"[{"event":"test","customer_handle":"acme","timestamp":1700000000}]"#;

fn private() -> PrivateKey {
    PrivateKey::from_seed(&[7; 32]).unwrap()
}

fn signer() -> MessageSigner {
    MessageSigner::new("mailchannels", private())
        .unwrap()
        .label("sig_1700000000")
        .key_id("mckey")
}

fn sign(signer: &MessageSigner, created: u64) -> SignedDelivery {
    let delivery = Delivery::new(BODY).timestamp(UnixTime::from_secs(created));
    signer.sign(&delivery).unwrap()
}

/// The verdict on `delivery`, with `body` instead of its own.
fn verdict(delivery: &SignedDelivery, body: &'static str) -> String {
    let verifier = Verifier::builder(mailchannels())
        .key(Key::from(private().public_key().unwrap()).id("mckey"))
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
        .build()
        .unwrap();
    match verifier.verify(delivery, body) {
        Ok(body) => {
            let batch = body
                .event()
                .unwrap()
                .decode::<Vec<MailChannelsEvent>>()
                .unwrap();
            assert_eq!(batch.payload().len(), 1);
            "accepted".to_owned()
        }
        Err(why) => why.code().to_owned(),
    }
}

#[test]
fn a_delivery_is_accepted_whatever_its_label() {
    for label in ["sig_1700000000", "sig_1", "sig1", "mc"] {
        assert_eq!(
            verdict(&sign(&signer().label(label), NOW), BODY),
            "accepted"
        );
    }
}

#[test]
fn what_the_page_promises_is_demanded() {
    assert_eq!(
        verdict(&sign(&signer(), NOW), "[]"),
        "digest_mismatch",
        "another body"
    );
    let other = signer().key_id("other");
    assert_eq!(verdict(&sign(&other, NOW), BODY), "unknown_key");
    let nameless = MessageSigner::new("mailchannels", private()).unwrap();
    assert_eq!(verdict(&sign(&nameless, NOW), BODY), "unknown_key");
    let bare = signer().components([Component::METHOD]);
    assert_eq!(verdict(&sign(&bare, NOW), BODY), "not_covered");
}

#[test]
fn an_empty_body_needs_a_digest_too() {
    let at = UnixTime::from_secs(NOW);
    let empty = |signer: MessageSigner| signer.sign(&Delivery::new("").timestamp(at)).unwrap();
    let verifier = Verifier::builder(mailchannels())
        .key(Key::from(private().public_key().unwrap()).id("mckey"))
        .clock(ManualClock::new(at))
        .build()
        .unwrap();
    let bare = empty(signer().components([Component::METHOD]));
    let why = verifier.verify(&bare, "").unwrap_err();
    assert_eq!(why.code(), "not_covered");
    let whole = empty(signer().components([Component::CONTENT_DIGEST]));
    assert!(verifier.verify(&whole, "").is_ok());
}

#[test]
fn t1_t2_t3_created_may_be_300_s_old_and_60_s_ahead() {
    for (created, expected) in [
        (NOW - 300, "accepted"),
        (NOW - 301, "stale"),
        (NOW + 60, "accepted"),
        (NOW + 61, "future"),
    ] {
        assert_eq!(verdict(&sign(&signer(), created), BODY), expected);
    }
}

#[test]
fn keys_are_taken_in_each_form_in_which_they_are_shown() {
    let base64 = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{base64}\n-----END PUBLIC KEY-----\n");
    let bare = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
    for text in [base64, &pem, bare] {
        let key = PublicKey::new(text).unwrap();
        assert!(Verifier::new(mailchannels(), key).is_ok(), "{text}");
    }
    let cut = PublicKey::new("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0Q==").unwrap();
    assert!(Verifier::new(mailchannels(), cut).is_err());
}
