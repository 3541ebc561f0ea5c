//! A handler's enum of events beside the struct that it decodes to, in one run: the verification
//! and the decoding, for a type in a header (GitHub) and one at the end of the body (Stripe).
//!
//! ```console
//! $ cargo bench -p hookseal-benches --bench events
//! ```

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::scheme::Scheme;
use hookseal::signing::{Delivery, Signer};
use hookseal::{Payload, Raw, Secret, Verifier, WebhookEvents};
use hookseal_benches::{SECRET, verifier};
use serde::Deserialize;

#[derive(Deserialize)]
#[allow(dead_code)] // decoding is what is measured
struct Event {
    id: String,
    repository: Repository,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Repository {
    id: u64,
    full_name: String,
}

#[derive(WebhookEvents)]
#[allow(dead_code)]
enum Events {
    #[event("ping")]
    Ping,
    #[event("deployment", "release")]
    Other(Raw),
    #[event("push")]
    Push(Event),
    #[event(other)]
    Others(Raw),
}

fn events(criterion: &mut Criterion) {
    for (name, scheme) in [("in a header", GITHUB), ("at the body's end", STRIPE)] {
        let mut group = criterion.benchmark_group(name);
        let body = Bytes::from(body());
        let (delivery, verifier) = (signed(&scheme, &body), verifier(scheme).unwrap());
        group.bench_function("struct", |b| {
            b.iter(|| decoded::<Event>(&verifier, black_box(&delivery), &body));
        });
        group.bench_function("enum", |b| {
            b.iter(|| decoded::<Events>(&verifier, black_box(&delivery), &body));
        });
        group.finish();
    }
}

fn decoded<T: Payload>(
    verifier: &Verifier,
    delivery: &hookseal::signing::SignedDelivery,
    body: &Bytes,
) -> T {
    let outcome = verifier.verify(delivery, body.clone()).unwrap();
    let event = outcome.event().unwrap().decode::<T>().unwrap();
    event.into_payload()
}

fn signed(scheme: &Scheme, body: &[u8]) -> hookseal::signing::SignedDelivery {
    let signer = Signer::new(scheme.clone(), Secret::new(SECRET).unwrap()).unwrap();
    let delivery = Delivery::new(body).event_type("push");
    signer.sign(&delivery).unwrap()
}

/// 1 KiB, of which the handler takes three members; the type is the last one.
fn body() -> String {
    let text = |padding: usize| {
        format!(
            r#"{{"id":"evt_1","repository":{{"id":35129377,"full_name":"acme/door"}},"commits":["{}"],"type":"push"}}"#,
            "7fd1a60b01f91b31".repeat(padding)
        )
    };
    let padding = (1024 - text(0).len()) / 16;
    text(padding)
}

criterion_group!(benches, events);
criterion_main!(benches);
