//! RFC 9421 against its floor, in one run: an Ed25519 verification of the same signature
//! base and a SHA-256 of the same body, with a key that is also decompressed beforehand. Once
//! with the key at hand, and once by the whole path of an adapter, with a key that was
//! fetched and is kept.
//!
//! ```console
//! $ cargo bench -p hookseal-benches --bench httpsig
//! ```

#![allow(clippy::unwrap_used, missing_docs)]

use std::convert::Infallible;
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _};
use futures_util::{FutureExt as _, stream};
use hookseal::adapter::RequestHead as _;
use hookseal::httpsig::MessageSigner;
use hookseal::providers::mailchannels;
use hookseal::remote_keys::RemoteKeys;
use hookseal::signing::{Delivery, PrivateKey};
use hookseal::{Key, Verifier};
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

        let builder = || {
            Verifier::builder(mailchannels())
                .body_limit(1 << 30)
                .without_freshness()
        };
        let verifier = builder()
            .key(Key::from(public).id("mckey"))
            .build()
            .unwrap();
        group.bench_with_input(BenchmarkId::new("hookseal", size), &body, |b, body| {
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

        // The key is fetched once, then kept.
        let keys = RemoteKeys::by_id(&key_server()).unwrap();
        let verifier = builder().resolver(keys).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let receive = |body: &Bytes| {
            let chunks = stream::iter([Ok::<_, Infallible>(body.clone())]);
            let receiving = verifier.receive(chunks, tokio::time::sleep);
            receiving.with_head(black_box(&delivery))
        };
        drop(runtime.block_on(async { receive(&body).await }).unwrap());
        group.bench_with_input(
            BenchmarkId::new("hookseal, key fetched and kept", size),
            &body,
            |b, body| {
                b.iter(|| {
                    let outcome = receive(body).now_or_never().unwrap();
                    outcome.unwrap().event().unwrap()
                });
            },
        );
    }
    group.finish();
}

/// The address of a server that has the key, and answers as MailChannels does.
fn key_server() -> String {
    // The public key of `SEED`, as a `SubjectPublicKeyInfo`.
    const KEY: &str = "MCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(r#"{{"id":"mckey","key":"{KEY}"}}"#);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
                 content-length: {}\r\n\r\n{answer}",
                answer.len()
            );
        }
    });
    format!("http://{address}/public-key")
}

criterion_group!(benches, httpsig);
criterion_main!(benches);
