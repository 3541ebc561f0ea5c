//! Every sender's deliveries can be signed as its verifier takes them.

#![cfg(all(
    feature = "aws-lc",
    feature = "dates",
    feature = "form",
    feature = "httpsig",
    feature = "jwt",
    feature = "multipart",
    feature = "sha1",
    feature = "x509"
))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::similar_names)] // a signer and what it signed

#[path = "common/settings.rs"]
mod settings;

use std::cell::RefCell;
use std::collections::BTreeSet;

use hookseal_core::adapter::{HeaderSearch, RequestHead};
use hookseal_core::scheme::{HeaderName, Part, Source, Timestamp, TimestampPlace};
use hookseal_core::signing::{
    Delivery, Forgery, PrivateKey, SignedDelivery, Signer, SigningMaterial,
};
use hookseal_core::time::ManualClock;
use hookseal_core::{KeyRing, Outcome, PublicKey, Secret, UnixTime, Verifier, VerifierBuilder};
use hookseal_providers::{ALL, Provider, ProviderScheme, SchemeKind};

const KEYS: &[&str] = &[
    include_str!("../../hookseal-core/tests/keys/ed25519.pem"),
    include_str!("../../hookseal-core/tests/keys/p256.pem"),
    include_str!("../../hookseal-core/tests/keys/rsa.pem"),
];
const CERTIFICATE: &str = include_str!("../../hookseal-core/tests/keys/rsa_certificate.pem");
/// The forms in which senders show secrets.
const SECRETS: &[&str] = &[
    "a-user:and-a-password-of-some-length-so-that-all-of-them-take-it",
    "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "v1,whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    "9c41d7a2e05b83f6601c2d4e8fa97b35d0e2f4a6b8c0d1e3f507192b3c4d5e6f",
];
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// What cannot be signed, and why.
const UNSIGNED: &[(&str, &str)] = &[("mailchannels", "RFC 9421 is signed by MessageSigner")];

fn builder(scheme: &ProviderScheme) -> VerifierBuilder {
    scheme
        .verifier_with(&settings::setting)
        .public_url("https://example.com")
        .clock(ManualClock::new(NOW))
}

/// The body that the sender has a place for its signature in.
fn body(id: &str) -> &'static str {
    match id {
        "adyen" => {
            r#"{"notificationItems":[{"NotificationRequestItem":{"pspReference":"7914","merchantAccountCode":"Acme","merchantReference":"1","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true"}}]}"#
        }
        "dropbox_sign" => r#"{"event":{"event_type":"signature_request_sent"}}"#,
        "linear" => r#"{"webhookTimestamp":1700000000000,"type":"Issue"}"#,
        "mailgun" => r#"{"signature":{"token":"7d9f8c2b4e"},"event-data":{}}"#,
        "mandrill" => "mandrill_events=%5B%5D",
        "twilio" => "From=%2B15551234567&Body=hello",
        "microsoft_graph" => r#"{"value":[{"changeType":"created"}]}"#,
        _ => r#"{"type":"user.created"}"#,
    }
}

/// Keys that sign, each with what verifies it.
fn pairs() -> impl Iterator<Item = (SigningMaterial, KeyRing)> {
    let secret = |text: &str| Secret::new(text).unwrap();
    let private = |pem: &str| PrivateKey::from_pem(pem).unwrap();
    let secrets = SECRETS
        .iter()
        .map(move |text| (secret(text).into(), secret(text).into()));
    let pairs = KEYS.iter().map(move |pem| {
        let public = private(pem).public_key().unwrap();
        (private(pem).into(), public.into())
    });
    secrets.chain(pairs)
}

fn certificate() -> KeyRing {
    PublicKey::new(CERTIFICATE).unwrap().into()
}

/// Headers that are signed whatever they say.
fn signed_headers(scheme: &ProviderScheme) -> Vec<HeaderName> {
    let Some(scheme) = scheme.data() else {
        return Vec::new();
    };
    let facts = [scheme.event_id(), scheme.event_type(), scheme.attempt()];
    let is_fact = |name: &HeaderName| {
        let fact = Source::Header(name.clone());
        facts.iter().flatten().any(|source| **source == fact)
    };
    let headers = scheme.message().iter().filter_map(|part| match part {
        Part::Header(name) if !is_fact(name) => Some(name.clone()),
        _ => None,
    });
    headers.collect()
}

fn check(provider: &Provider, name: &str, scheme: &ProviderScheme) {
    let (material, verifier) = pairs()
        .find_map(|(material, key)| Some((material, builder(scheme).keys(key).build().ok()?)))
        .unwrap_or_else(|| panic!("{name}: no key fits"));
    let verifier = match builder(scheme).keys(certificate()).build() {
        Ok(certified) => certified,
        Err(_) => verifier,
    };
    let signer = builder(scheme).signer(material).unwrap();
    let mut delivery = Delivery::new(body(provider.id))
        .target("/hooks")
        .timestamp(NOW)
        .event_id("msg_1")
        .event_type("push.commits.created");
    if scheme.kind() == SchemeKind::UrlAndForm {
        let form = "application/x-www-form-urlencoded";
        delivery = delivery.header(HeaderName::from_static("Content-Type"), form);
    }
    for name in signed_headers(scheme) {
        delivery = delivery.header(name, "1700000000000");
    }
    let signed = match signer.sign(&delivery) {
        Ok(signed) => signed,
        Err(error) => {
            let listed = UNSIGNED.iter().any(|(id, _)| *id == name);
            assert!(listed, "{name}: {error}");
            return;
        }
    };
    let listed = UNSIGNED.iter().any(|(id, _)| *id == name);
    assert!(!listed, "{name} can be signed");
    if let Err(rejection) = verifier.verify(&signed, signed.body().to_vec()) {
        panic!("{name}: {rejection}");
    }
    check_one_pass(name, &verifier, &signed);
    check_forgeries(name, scheme, &signer, &delivery, &signed, &verifier);
    let trace = verifier.trace(&signed, signed.body().to_vec());
    let shown = trace.messages();
    let signs = scheme.kind() != SchemeKind::Token;
    assert_eq!(!shown.is_empty(), signs, "{name}");
}

/// A head that is gone through, and notes what it is asked for all the same.
struct Noting<'a> {
    signed: &'a SignedDelivery,
    asked: RefCell<BTreeSet<String>>,
}

impl RequestHead for Noting<'_> {
    fn method(&self) -> &str {
        self.signed.method()
    }

    fn target(&self) -> &str {
        self.signed.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.asked.borrow_mut().insert(name.to_owned());
        self.signed.header(name, nth)
    }

    fn search<'a>(&'a self, search: &mut HeaderSearch<'a>) -> bool {
        for (name, value) in self.signed.headers() {
            search.see(name, value.as_bytes());
        }
        true
    }
}

/// What a scheme reads is found in one pass over the headers.
fn check_one_pass(name: &str, verifier: &Verifier, signed: &SignedDelivery) {
    let head = Noting {
        signed,
        asked: RefCell::default(),
    };
    let verdict = verifier.verify(&head, signed.body().to_vec());
    assert!(verdict.is_ok(), "{name}");
    let asked = head.asked.into_inner();
    assert!(asked.is_empty(), "{name} also asks for {asked:?}");
}

/// Without the key nothing is taken, and no signature fits another time.
fn check_forgeries(
    name: &str,
    scheme: &ProviderScheme,
    signer: &Signer,
    delivery: &Delivery<'_>,
    signed: &SignedDelivery,
    verifier: &Verifier,
) {
    let earlier = delivery
        .clone()
        .timestamp(UnixTime::from_secs(1_699_999_999));
    let mut forged = vec![
        signer.forge(delivery, Forgery::Zeros).unwrap(),
        signer.forge(delivery, Forgery::Nothing).unwrap(),
    ];
    let place = scheme.data().and_then(|data| data.timestamp());
    let in_body = matches!(place.map(Timestamp::place), Some(TimestampPlace::Json(_)));
    // In the body it is what the delivery says, whenever it is signed.
    if scheme.words().timestamp.is_some() && !in_body {
        forged.push(signer.forge(&earlier, Forgery::Of(signed)).unwrap());
    }
    for (number, forged) in forged.iter().enumerate() {
        let verdict = verifier.verify(forged, forged.body().to_vec());
        // A handshake may be answered whatever its signature.
        let event = verdict.ok().and_then(Outcome::event);
        assert!(event.is_none(), "{name}: forgery {number} is accepted");
    }
    let same = signer.forge(delivery, Forgery::Of(signed)).unwrap();
    assert!(
        verifier.verify(&same, same.body().to_vec()).is_ok(),
        "{name}"
    );
}

#[test]
fn every_scheme_signs_what_it_verifies() {
    for provider in ALL {
        check(provider, provider.id, &provider.scheme);
        for variant in provider.variants {
            check(provider, &variant.full_name(provider), &variant.scheme);
        }
    }
}
