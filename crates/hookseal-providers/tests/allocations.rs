//! How much the verification of a delivery allocates, counted per thread.
//!
//! Verifying allocates nothing. What is allocated, where the body comes in several chunks, is
//! the hash that runs meanwhile, and the body's own buffer, since the event keeps the exact
//! bytes: one buffer, and its reference count where the body's length was not announced.

#![allow(clippy::panic, clippy::similar_names, clippy::unwrap_used)]

use allocation_counter::measure;
use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{HeaderName, Scheme};
use hookseal_core::signing::{Delivery, SignedDelivery, Signer};
use hookseal_core::time::ManualClock;
use hookseal_core::{Rejection, Secret, UnixTime, Verifier};
use hookseal_providers as providers;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

/// Every scheme of the catalogue that is signed by HMAC.
fn schemes() -> Vec<Scheme> {
    let tenant = HeaderName::new("X-Tenants-Own-Signature").unwrap();
    vec![
        providers::GITHUB,
        providers::MESHES,
        providers::MESHES_SHA512,
        providers::meshes_with_header(tenant),
        providers::SENDMESH,
        providers::SENDSAR,
        providers::SENDX,
        providers::SHOPIFY,
        providers::SHOPIFY_EVENTS,
        providers::SLACK,
        providers::STANDARD_WEBHOOKS,
        providers::STRIPE,
        providers::SVIX,
    ]
}

/// Base64 of 36 bytes, so it fits every scheme's key format.
fn secret(letter: char) -> Secret {
    Secret::new(
        format!("{letter}Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHJlYWwga2V5IG9rZXkh")[..48].to_owned(),
    )
    .unwrap()
}

/// A verifier that this thread has used: the swappable key ring allocates its
/// bookkeeping once for each thread.
fn verifier(scheme: &Scheme) -> Verifier {
    let verifier = Verifier::builder(scheme.clone())
        .key(secret('a'))
        .key(secret('b'))
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap();
    let signed = delivery(scheme, b"{}");
    verifier
        .verify(&signed, Bytes::from_static(b"{}"))
        .unwrap()
        .event()
        .unwrap();
    verifier
}

/// Signed with the second of the verifier's keys.
fn delivery(scheme: &Scheme, body: &[u8]) -> SignedDelivery {
    Signer::new(scheme.clone(), secret('b'))
        .unwrap()
        .sign(
            &Delivery::new(body)
                .timestamp(NOW)
                .event_id("evt_2Z5f0a9d6c1b4e7f8a3d2c5b")
                .event_type("invoice.payment_succeeded")
                .attempt(2),
        )
        .unwrap()
}

fn body() -> Vec<u8> {
    br#"{"id":"evt_1","type":"invoice.paid","data":{"amount":4200}}"#.repeat(50)
}

/// A head with one header more or changed.
struct Changed<'a> {
    of: &'a SignedDelivery,
    name: &'a str,
    value: &'a [u8],
}

impl RequestHead for Changed<'_> {
    fn method(&self) -> &str {
        self.of.method()
    }

    fn target(&self) -> &str {
        self.of.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        if name.eq_ignore_ascii_case(self.name) {
            return (nth == 0).then_some(self.value);
        }
        self.of.header(name, nth)
    }
}

#[test]
fn g_a_body_in_one_chunk_is_verified_without_an_allocation() {
    for scheme in schemes() {
        let verifier = verifier(&scheme);
        let delivery = delivery(&scheme, &body());
        let chunk = Bytes::copy_from_slice(delivery.body());
        let mut verified = None;
        let count = measure(|| {
            let mut verification = verifier.begin(&delivery).unwrap().reading().unwrap();
            verification.update(chunk).unwrap();
            verified = verification.finish().unwrap().event();
        });
        assert_eq!(count.count_total, 0, "{}", scheme.id());
        let verified = verified.unwrap();
        assert_eq!(verified.key_index(), 1);
        assert_eq!(verified.bytes(), delivery.body());
    }
}

#[test]
fn g_several_chunks_allocate_a_buffer_and_a_running_hash() {
    for scheme in schemes() {
        let verifier = verifier(&scheme);
        let delivery = delivery(&scheme, &body());
        let length = delivery.body().len().to_string();
        let announced = Changed {
            of: &delivery,
            name: "content-length",
            value: length.as_bytes(),
        };
        for (head, most) in [(&announced as &dyn RequestHead, 2), (&delivery, 3)] {
            let chunks: Vec<_> = delivery
                .body()
                .chunks(97)
                .map(Bytes::copy_from_slice)
                .collect();
            assert!(chunks.len() > 20);
            let mut verified = None;
            let count = measure(|| {
                let mut verification = verifier.begin(head).unwrap().reading().unwrap();
                for chunk in chunks {
                    verification.update(chunk).unwrap();
                }
                verified = verification.finish().unwrap().event();
            });
            assert!(
                count.count_total <= most,
                "{}: {}",
                scheme.id(),
                count.count_total
            );
            assert_eq!(verified.unwrap().bytes(), delivery.body());
        }
    }
}

#[test]
fn g_facts_from_headers_are_read_without_an_allocation() {
    for scheme in schemes() {
        let verifier = verifier(&scheme);
        let delivery = delivery(&scheme, &body());
        let verified = verifier
            .verify(&delivery, Bytes::copy_from_slice(delivery.body()))
            .unwrap()
            .event()
            .unwrap();
        let in_head = |provider: &str| ["github", "shopify"].contains(&provider);
        if in_head(scheme.id()) {
            let count = measure(|| {
                assert!(verified.id().is_some() && verified.event_type().is_some());
            });
            assert_eq!(count.count_total, 0, "{}", scheme.id());
        }
    }
}

/// Every way to be refused that anyone can provoke with a request of the right method.
#[test]
fn g_s13_refusing_allocates_nothing() {
    for scheme in schemes() {
        let verifier = verifier(&scheme);
        let delivery = delivery(&scheme, &body());
        let signature = signature_header(&delivery);
        let good = delivery.header(&signature, 0).unwrap().to_vec();
        let mut flipped = good.clone();
        for byte in flipped.iter_mut().rev().skip(3).take(1) {
            *byte = if *byte == b'7' { b'8' } else { b'7' };
        }
        let huge = b"v1=0,v1,".repeat(8 * 1024);
        let many = many(&good);
        for value in [b"".as_slice(), b"junk", &flipped, &huge, &many, &[0xE9; 64]] {
            let head = Changed {
                of: &delivery,
                name: &signature,
                value,
            };
            let chunk = Bytes::copy_from_slice(delivery.body());
            let mut verdict = None;
            let count = measure(|| verdict = Some(refuse(&verifier, &head, chunk)));
            let Some(Err(rejection)) = verdict else {
                panic!("{}: accepted", scheme.id());
            };
            // Two signatures are held in place; up to 16 of the right form, in room made once.
            let most = if rejection.code() == "too_many_signatures" {
                2
            } else {
                0
            };
            assert!(count.count_total <= most, "{}: {rejection:?}", scheme.id());
            let count = measure(|| assert!(!rejection.answer().into_bytes().is_empty()));
            assert_eq!(count.count_total, 0, "{}: {rejection:?}", scheme.id());
        }
    }
}

#[test]
fn g_t1_b1_h1_other_refusals_from_the_head_allocate_nothing() {
    let stripe = providers::STRIPE;
    let standard = providers::STANDARD_WEBHOOKS;
    let sendx = providers::SENDX;
    for (scheme, name, value, code) in [
        (&standard, "webhook-timestamp", "1", "stale"),
        (&standard, "webhook-timestamp", "9999999999999", "future"),
        (&standard, "webhook-timestamp", "", "missing_timestamp"),
        (&standard, "webhook-timestamp", "+5", "malformed_timestamp"),
        (&standard, "webhook-id", "a.b", "malformed_id"),
        (&stripe, "content-length", "9999999999", "body_too_large"),
        (
            &stripe,
            "stripe-signature",
            "t=1,t=2,v1=",
            "malformed_signature",
        ),
        (
            &sendx,
            "x-sendx-signature-alg",
            "none",
            "unsupported_algorithm",
        ),
    ] {
        let verifier = verifier(scheme);
        let delivery = delivery(scheme, &body());
        let head = Changed {
            of: &delivery,
            name,
            value: value.as_bytes(),
        };
        let mut verdict = None;
        let count = measure(|| verdict = Some(verifier.begin(&head).map(|_| ())));
        assert_eq!(verdict.unwrap().unwrap_err().code(), code);
        assert_eq!(count.count_total, 0, "{code}");
    }
}

fn refuse(verifier: &Verifier, head: &dyn RequestHead, chunk: Bytes) -> Result<(), Rejection> {
    let mut verification = verifier.begin(head)?.reading().unwrap();
    verification.update(chunk)?;
    verification.finish().map(|_| ())
}

/// The name of the header that the signature stands in: the signer writes it last.
fn signature_header(delivery: &SignedDelivery) -> String {
    let (name, _) = delivery.headers().last().unwrap();
    name.to_owned()
}

/// More signatures than are tried, in the grammar of `good`.
fn many(good: &[u8]) -> Vec<u8> {
    let mut value = good.to_vec();
    for _ in 0..100 {
        let separator = if good.starts_with(b"v1,") { b' ' } else { b',' };
        value.push(separator);
        value.extend_from_slice(good);
    }
    value
}

/// Facts in the body are read when asked for, so who does not ask pays nothing.
#[test]
fn g_facts_from_the_body_are_read_lazily() {
    let body = br#"{"id":"evt_1","type":"invoice.paid","data":{"amount":4200}}"#;
    let verifier = verifier(&providers::STRIPE);
    let delivery = delivery(&providers::STRIPE, body);
    let chunk = Bytes::copy_from_slice(body);
    let mut verified = None;
    let count = measure(|| verified = verifier.verify(&delivery, chunk).unwrap().event());
    assert_eq!(count.count_total, 0);
    let verified = verified.unwrap();
    let count = measure(|| assert_eq!(verified.id().unwrap().signed(), Some("evt_1")));
    assert!(count.count_total > 0);
}
