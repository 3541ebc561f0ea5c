//! RFC 9421 against its floor, in one run: an Ed25519 verification of the same signature
//! base and a SHA-256 of the same body, with a key that is also decompressed beforehand.
//!
//! ```console
//! $ cargo bench -p hookseal-benches --bench httpsig
//! ```

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _};
use hookseal::httpsig::{MessageSignatures, MessageSigner};
use hookseal::{Algorithm, Delivery, Key, PrivateKey, RequestHead as _, Verifier};
use hookseal_benches::body;
use sha2::{Digest as _, Sha256};

const SEED: [u8; 32] = [7; 32];

/// Bodies of a usual batch of events, and of a large one, in bytes.
const SIZES: &[usize] = &[1024, 64 * 1024];

fn httpsig(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("httpsig");
    for size in SIZES {
        group.throughput(Throughput::Bytes(u64::try_from(*size).unwrap()));
        let body = Bytes::from(body(*size));

        // As MailChannels signs: the digest, `created`, `alg`, `keyid`.
        let key = PrivateKey::from_seed(&SEED).unwrap();
        let public = key.public_key().unwrap();
        let signer = MessageSigner::new("mailchannels", key)
            .unwrap()
            .label("sig_1700000000")
            .key_id("mckey");
        let delivery = signer.sign(&Delivery::new(&body)).unwrap();
        let header = |name| std::str::from_utf8(delivery.header(name, 0).unwrap()).unwrap();
        let base = format!(
            "\"content-digest\": {}\n\"@signature-params\": {}",
            header("content-digest"),
            header("signature-input").split_once('=').unwrap().1,
        );

        let signing = SigningKey::from_bytes(&SEED);
        let verifying = signing.verifying_key();
        let signature: Signature = signing.sign(base.as_bytes());
        group.bench_with_input(
            BenchmarkId::new("ed25519 and sha-256 alone", size),
            &body,
            |b, body| {
                b.iter(|| {
                    verifying
                        .verify(black_box(base.as_bytes()), &signature)
                        .unwrap();
                    Sha256::digest(black_box(body))
                });
            },
        );

        let rules = MessageSignatures::new("mailchannels", Algorithm::Ed25519).require_key_id();
        let verifier = Verifier::builder(rules)
            .key(Key::from(public).id("mckey"))
            .body_limit(1 << 30)
            .without_freshness()
            .build()
            .unwrap();
        group.bench_with_input(BenchmarkId::new("hookseal", size), &body, |b, body| {
            b.iter(|| {
                let mut verification = verifier.begin(black_box(&delivery)).unwrap();
                verification.update(body.clone()).unwrap();
                verification.finish().unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, httpsig);
criterion_main!(benches);
