//! The core against its floor, in one run: the HMAC alone, over the same bytes, with a
//! key schedule that is also computed beforehand.
//!
//! ```console
//! $ cargo bench -p hookseal-benches --bench core
//! ```

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit, Mac};
use hookseal::providers;
use hookseal_benches::{SECRET, SIZES, body, signed, verifier};
use sha2::Sha256;

fn core(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("core");
    for size in SIZES {
        group.throughput(Throughput::Bytes(u64::try_from(*size).unwrap()));
        let body = Bytes::from(body(*size));

        let schedule = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        group.bench_with_input(BenchmarkId::new("hmac alone", size), &body, |b, body| {
            b.iter(|| {
                let mut mac = schedule.clone();
                mac.update(black_box(body));
                mac.finalize().into_bytes()
            });
        });

        for provider in [providers::GITHUB, providers::SENDMESH, providers::STRIPE] {
            let name = provider.id().to_owned();
            let delivery = signed(provider.clone(), &body).unwrap();
            let verifier = verifier(provider).unwrap();
            group.bench_with_input(BenchmarkId::new(name, size), &body, |b, body| {
                b.iter(|| {
                    let mut verification = verifier
                        .begin(black_box(&delivery))
                        .unwrap()
                        .reading()
                        .unwrap();
                    verification.update(body.clone()).unwrap();
                    verification.finish().unwrap()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, core);
criterion_main!(benches);
