//! Message Signatures (RFC 9421) as MailChannels makes them, with a key that was fetched
//! and is kept, against an Ed25519 verification of the same base and a SHA-256 of the same
//! body.

use std::convert::Infallible;
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _};
use futures_util::stream;
use hookseal::Verifier;
use hookseal::httpsig::MessageSigner;
use hookseal::providers::mailchannels;
use hookseal::remote_keys::RemoteKeys;
use hookseal::signing::PrivateKey;
use hookseal::tower::HttpHead;
use http::Request;
use http::request::Parts;
use http_body_util::Full;
use httpsig_hyper::prelude::{AlgorithmName, PublicKey};
use httpsig_hyper::{MessageSignatureReq as _, RequestContentDigest as _};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::calm::Measured;
use super::{Effort, median, rounds};
use crate::contestant::{Batch, at_once};

/// A delivery of this size, in units of the floor.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HttpSig {
    pub size: usize,
    pub floor_nanoseconds: f64,
    pub hookseal: f64,
    pub httpsig_hyper: f64,
}

impl Measured for HttpSig {
    fn total(&self) -> f64 {
        self.floor_nanoseconds * (1.0 + self.hookseal + self.httpsig_hyper)
    }
}

const SEED: [u8; 32] = [7; 32];
const KEY_ID: &str = "mckey";

/// Verifies deliveries of this size.
///
/// # Errors
///
/// When no port of this machine can be had for the key's server.
pub fn measure(size: usize, effort: Effort) -> Result<HttpSig> {
    let body = Bytes::from(vec![b' '; size]);
    let signer = MessageSigner::new("mailchannels", PrivateKey::from_seed(&SEED)?)?
        .label("sig_1700000000")
        .key_id(KEY_ID);
    let delivery = signer.sign(&hookseal::signing::Delivery::new(&body))?;
    let mut request = Request::post("/hook");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    let (parts, ()) = request.body(())?.into_parts();
    let parts = Rc::new(parts);

    let signing = SigningKey::from_bytes(&SEED);
    let floor = {
        let header =
            |name| -> Result<&str> { Ok(parts.headers.get(name).context("was signed")?.to_str()?) };
        let parameters = header("signature-input")?
            .split_once('=')
            .context("has a label")?
            .1;
        let base = format!(
            "\"content-digest\": {}\n\"@signature-params\": {parameters}",
            header("content-digest")?,
        );
        let signature: Signature = signing.sign(base.as_bytes());
        let body = body.clone();
        move |count| -> Batch {
            let (base, body) = (base.clone(), body.clone());
            let key = signing.verifying_key();
            Box::new(move || {
                for _ in 0..count {
                    let verdict = key.verify(black_box(base.as_bytes()), &signature);
                    assert!(verdict.is_ok(), "refused");
                    black_box(Sha256::digest(black_box(&body)));
                }
            })
        }
    };

    let runtime = Rc::new(
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?,
    );
    let verifier = Verifier::builder(mailchannels())
        .resolver(RemoteKeys::by_id(&key_server()?)?)
        .build()?;
    runtime.block_on(receive(&verifier, &parts, &body));
    let hookseal = {
        let (parts, body) = (Rc::clone(&parts), body.clone());
        move |count| -> Batch {
            let (verifier, parts, body) = (verifier.clone(), Rc::clone(&parts), body.clone());
            let runtime = Rc::clone(&runtime);
            Box::new(move || {
                let _guard = runtime.enter();
                for _ in 0..count {
                    at_once(receive(&verifier, &parts, &body));
                }
            })
        }
    };

    let key = PublicKey::from_bytes(
        &AlgorithmName::Ed25519,
        SigningKey::from_bytes(&SEED).verifying_key().as_bytes(),
    );
    let key = Rc::new(key.ok().context("is a key")?);
    let httpsig_hyper = move |count| -> Batch {
        let key = Rc::clone(&key);
        let requests: Vec<_> = (0..count)
            .map(|_| Request::from_parts(Parts::clone(&parts), Full::new(body.clone())))
            .collect();
        Box::new(move || {
            for request in requests {
                let verdict = at_once(request.verify_message_signature(&*key, Some(KEY_ID)));
                assert!(verdict.is_ok(), "refused");
                let verdict = at_once(request.verify_content_digest());
                assert!(verdict.is_ok(), "refused");
            }
        })
    };

    let measured = rounds(&[&floor, &hookseal, &httpsig_hyper], effort);
    let ratio = |own: &[f64]| median(own.iter().zip(&measured[0]).map(|(own, floor)| own / floor));
    Ok(HttpSig {
        size,
        floor_nanoseconds: median(measured[0].iter().copied()),
        hookseal: ratio(&measured[1]),
        httpsig_hyper: ratio(&measured[2]),
    })
}

async fn receive(verifier: &Verifier, parts: &Parts, body: &Bytes) {
    let chunks = stream::iter([Ok::<_, Infallible>(body.clone())]);
    let receiving = verifier.receive(chunks, tokio::time::sleep);
    let verified = receiving.with_head(HttpHead::new(parts)).await;
    assert!(verified.is_ok(), "refused");
}

/// The address of a server that has the key, and answers as MailChannels does.
fn key_server() -> Result<String> {
    // The public key of `SEED`, as a `SubjectPublicKeyInfo`.
    const KEY: &str = "MCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(r#"{{"id":"{KEY_ID}","key":"{KEY}"}}"#);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
                 content-length: {}\r\n\r\n{answer}",
                answer.len()
            );
        }
    });
    Ok(format!("http://{address}/public-key"))
}
