//! Which deliveries count as the same.

use std::convert::Infallible;
use std::future::ready;

use futures_util::FutureExt as _;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{SignedDelivery, Signer};
use hookseal_core::{Algorithm, KeyRing, Secret, Verifier};

use super::{ACME, guard, request, secret, signed, verified};
use crate::{DeliveryKey, Identity, MemoryStore, ReplayGuard};

/// The key of a delivery by what is verified of it, in this process and in any.
fn keys(
    identity: Identity,
    verifier: &Verifier,
    delivery: &SignedDelivery,
) -> [Option<DeliveryKey>; 2] {
    let body = verifier
        .verify(delivery, delivery.body().to_vec())
        .unwrap()
        .event()
        .unwrap();
    [true, false].map(|is_in_process| {
        let known = identity.of("test", &body, delivery, is_in_process).unwrap();
        known.map(|(key, _)| key)
    })
}

fn keys_of(
    scheme: &Scheme,
    delivery: &hookseal_core::signing::Delivery<'_>,
) -> [Option<DeliveryKey>; 2] {
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let verifier = Verifier::new(scheme.clone(), secret()).unwrap();
    keys(
        Identity::IdOrMessage,
        &verifier,
        &signer.sign(delivery).unwrap(),
    )
}

const ID: HeaderName = HeaderName::from_static("Acme-Id");
const BARE: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

#[test]
fn i7_an_id_that_is_not_signed_makes_no_other_delivery() {
    let beside = BARE.with_event_id(Source::Header(ID));
    let delivery = hookseal_core::signing::Delivery::new("{}");
    let one = keys_of(&beside, &delivery.clone().event_id("one"));
    assert!(one.iter().all(Option::is_some));
    assert_eq!(one, keys_of(&beside, &delivery.clone().event_id("two")));
    // Unless the app says that it is to count.
    let signer = Signer::new(beside.clone(), secret()).unwrap();
    let verifier = Verifier::new(beside, secret()).unwrap();
    let claimed = |id: &str| {
        let sent = signer.sign(&delivery.clone().event_id(id)).unwrap();
        keys(Identity::ClaimedId, &verifier, &sent)
    };
    assert_eq!(claimed("one"), claimed("one"));
    assert_ne!(claimed("one"), claimed("two"));
}

#[test]
fn i14_an_id_that_is_shared_makes_no_delivery_a_duplicate() {
    let shared = ACME.shared_event_id();
    for identity in [Identity::IdOrMessage, Identity::ClaimedId] {
        let verifier = Verifier::new(shared.clone(), secret()).unwrap();
        let key = |body: &str| keys(identity, &verifier, &signed(&shared, body));
        assert_eq!(key(r#"{"id":"7","n":1}"#), key(r#"{"id":"7","n":1}"#));
        assert_ne!(key(r#"{"id":"7","n":1}"#), key(r#"{"id":"7","n":2}"#));
    }
}

#[test]
fn i13_senders_and_endpoints_have_their_own_deliveries() {
    for body in [r#"{"id":"7"}"#, "{}"] {
        let key = |scheme: &Scheme, endpoint: &str| {
            let guard = ReplayGuard::new(endpoint, MemoryStore::new()).unwrap();
            *request(&guard, scheme, body).key()
        };
        let other = ACME.with_id("other");
        assert_eq!(key(&ACME, "a"), key(&ACME, "a"));
        assert_ne!(key(&ACME, "a"), key(&other, "a"));
        assert_ne!(key(&ACME, "a"), key(&ACME, "b"));
    }
}

#[test]
fn i12_what_is_new_for_each_attempt_makes_no_other_delivery() {
    const NONCE: HeaderName = HeaderName::from_static("Acme-Nonce");
    let scheme = BARE
        .with_message(const { &[Part::Header(NONCE), Part::literal("."), Part::Body] })
        .with_attempt(Source::json("/attempt"))
        .with_per_attempt(const { &[Source::Header(NONCE), Source::json("/events/*/again")] });
    let key = |nonce: &str, body: &'static str| {
        keys_of(
            &scheme,
            &hookseal_core::signing::Delivery::new(body).header(NONCE, nonce),
        )
    };
    let first = key("a", r#"{"attempt":0,"events":[{"again":false,"n":1}]}"#);
    let again = r#"{"attempt":12,"events":[{"again":true,"n":1}]}"#;
    assert_eq!(first, key("b", again));
    let other = r#"{"attempt":0,"events":[{"again":false,"n":2}]}"#;
    assert_ne!(first, key("a", other));
}

#[test]
fn i12_a_timestamp_in_the_body_makes_no_other_delivery() {
    let timestamp = Timestamp::json("/sent", TimestampFormat::Seconds).without_freshness();
    let scheme = BARE
        .with_timestamp(timestamp)
        .with_message(const { &[Part::Body] });
    let key = |body: &'static str| keys_of(&scheme, &hookseal_core::signing::Delivery::new(body));
    let first = key(r#"{"n":1,"sent":1700000000}"#);
    assert_eq!(first, key(r#"{"n":1,"sent":1700000060}"#));
    assert_ne!(first, key(r#"{"n":2,"sent":1700000000}"#));
}

/// Or the guard would warn of each retry, and refuse it where the app wants that.
#[test]
fn i11_another_number_of_the_attempt_makes_no_other_body() {
    let counted = ACME.with_attempt(Source::json("/attempt"));
    let fingerprint = |scheme: &Scheme, body| *request(&guard(), scheme, body).fingerprint();
    let (first, second) = (r#"{"id":"7","attempt":1}"#, r#"{"id":"7","attempt":2}"#);
    assert_eq!(fingerprint(&counted, first), fingerprint(&counted, second));
    assert_ne!(fingerprint(&ACME, first), fingerprint(&ACME, second));
    let other = r#"{"id":"7","attempt":1,"n":1}"#;
    assert_ne!(fingerprint(&counted, first), fingerprint(&counted, other));
}

#[test]
fn i14_events_that_look_alike_are_each_handled() {
    let alike = ACME.look_alike();
    let admission = |guard: &ReplayGuard, body| {
        let (body, head) = verified(&alike, body);
        guard.admit(&body, &head).unwrap()
    };
    assert_eq!(admission(&guard(), r#"{"news":true}"#).request(), None);
    // One that has an id does not look like another, and the app may know better.
    assert!(admission(&guard(), r#"{"id":"7"}"#).request().is_some());
    let by_message = ReplayGuard::builder("test", MemoryStore::new())
        .identity(Identity::Message)
        .build()
        .unwrap();
    assert!(
        admission(&by_message, r#"{"news":true}"#)
            .request()
            .is_some()
    );
}

#[test]
fn i12_by_its_message_an_event_is_known_by_its_signed_id_too() {
    let signs_id = BARE
        .with_message(const { &[Part::EventId, Part::literal("."), Part::Body] })
        .with_event_id(Source::Header(ID));
    let signer = Signer::new(signs_id.clone(), secret()).unwrap();
    let verifier = Verifier::new(signs_id, secret()).unwrap();
    let key = |id: &str| {
        let delivery = hookseal_core::signing::Delivery::new("{}").event_id(id);
        keys(
            Identity::Message,
            &verifier,
            &signer.sign(&delivery).unwrap(),
        )
    };
    assert_eq!(key("one"), key("one"));
    assert_ne!(key("one"), key("two"));
}

type Says = fn(ReadyKeys, &str) -> ReadyKeys;

/// Finds the keys that the target names.
#[derive(Debug)]
struct Keyring(Says);

impl KeyResolver for Keyring {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        Ok(request.head().target().to_owned())
    }

    async fn resolve(&self, path: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        let ring = path.trim_start_matches('/').split('+').map(secret_of);
        let ring = ring.fold(KeyRing::new(), KeyRing::with);
        Ok((self.0)(rules.prepare(ring)?, &path))
    }
}

fn secret_of(tenant: &str) -> Secret {
    Secret::new(format!("6f1d9a52c3e84b70a1f5-{tenant}")).unwrap()
}

/// The key of a delivery whose keys are looked up by its target; `says` sets the owner.
fn looked_up(says: Says, path: &str, by: &str, body: &str) -> DeliveryKey {
    let verifier = Verifier::builder(ACME)
        .resolver(Keyring(says))
        .build()
        .unwrap();
    let signer = Signer::new(ACME, secret_of(by)).unwrap();
    let delivery = signer
        .sign(&hookseal_core::signing::Delivery::new(body).target(path))
        .unwrap();
    let chunk = bytes::Bytes::copy_from_slice(delivery.body());
    let chunks = futures_util::stream::iter([Ok::<_, Infallible>(chunk)]);
    let receiving = verifier.receive(chunks, |_| ready(())).with_head(&delivery);
    let body = receiving.now_or_never().unwrap().unwrap().event().unwrap();
    let admission = guard().admit(&body, &delivery).unwrap();
    *admission.request().unwrap().key()
}

/// One tenant's `evt_1` must not make another's a duplicate, whatever the resolver says.
#[test]
fn i13_tenants_are_kept_apart_without_a_word_of_the_resolver() {
    for body in [r#"{"id":"evt_1"}"#, "{}"] {
        let key = |path, by| looked_up(|keys, _| keys, path, by, body);
        assert_eq!(key("/a", "a"), key("/a", "a"));
        assert_ne!(key("/a", "a"), key("/b", "b"));
        // By the key that fits, and not by what else the request says.
        assert_eq!(key("/a", "a"), key("/a+b", "a"));
        // What a ring of the verifier's own has is all one sender's.
        let own = *request(&guard(), &ACME, body).key();
        assert_ne!(key("/a", "a"), own);
    }
}

#[test]
fn i13_where_the_resolver_says_whose_keys_they_are_any_of_them_will_do() {
    for says in [(|keys, path| keys.of_tenant(path)) as Says, |keys, _| {
        keys.of_one_sender()
    }] {
        let key = |by| looked_up(says, "/a+b", by, r#"{"id":"evt_1"}"#);
        assert_eq!(key("a"), key("b"));
    }
    let apart = |path| looked_up(|keys, path| keys.of_tenant(path), path, "a", "{}");
    assert_ne!(apart("/a"), apart("/a+b"));
    let one_sender = looked_up(|keys, _| keys.of_one_sender(), "/a", "a", "{}");
    assert_eq!(one_sender, *request(&guard(), &ACME, "{}").key());
}
