//! Keys that only the body names: looked up when it has come, and for nothing that can be
//! refused without.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use hookseal_core::adapter::RequestHead;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, Keys, ReadyKeys, Unresolved};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Description, HeaderName, Incoming, Scheme, SignatureField,
    SignatureScheme,
};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{
    Algorithm, BodyCoverage, Key, Rejection, Secret, VerifiedBody, Verifier, VerifierBuilder,
};
use serde::Deserialize;

/// Signs `message` in `{"key", "message", "signature"}`.
#[derive(Debug)]
struct Enveloped;

#[derive(Deserialize)]
struct Envelope<'a> {
    key: &'a str,
    message: &'a str,
    signature: &'a str,
}

fn open(body: &[u8]) -> Result<Envelope<'_>, Rejection> {
    serde_json::from_slice(body).map_err(|_| Rejection::MalformedBody {
        reason: "it is no envelope",
    })
}

impl SignatureScheme for Enveloped {
    fn description(&self) -> Description {
        Description::new("enveloped", Algorithm::HmacSha256, BodyCoverage::Parts)
            .with_keys_named_in_body()
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        match incoming.only_header(&KIND)? {
            Some(b"enveloped") => Ok(Box::new(EnvelopeClaim)),
            _ => Err(Rejection::MissingHeader { header: KIND }),
        }
    }
}

const KIND: HeaderName = HeaderName::from_static("X-Kind");

struct EnvelopeClaim;

impl Claim for EnvelopeClaim {
    fn key_ids_in(&mut self, body: &Bytes) -> Result<Vec<String>, Rejection> {
        Ok(vec![open(body)?.key.to_owned()])
    }

    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        Ok(Box::new(EnvelopeCheck(keys.clone())))
    }
}

struct EnvelopeCheck(Keys);

impl Check for EnvelopeCheck {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let envelope = open(body)?;
        let mut signature = [0; 32];
        base16ct::lower::decode(envelope.signature, &mut signature).map_err(|_| {
            Rejection::MalformedBody {
                reason: "its signature is not hexadecimal",
            }
        })?;
        let mut macs = self.0.macs_named(Some(envelope.key))?;
        macs.update(envelope.message.as_bytes());
        let slot = macs.matching(&signature);
        slot.map(Authentic::by).ok_or(Rejection::SignatureMismatch)
    }
}

/// Signs with the secret that has this name.
fn envelope(key: &str, secret: &str) -> String {
    let plain = SignatureField::plain(HeaderName::from_static("S")).hex();
    let scheme = Scheme::new("plain", Algorithm::HmacSha256, plain);
    let signer = Signer::new(scheme, Secret::new(secret).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new("hello")).unwrap();
    let signature = String::from_utf8(delivery.header("S", 0).unwrap().to_vec()).unwrap();
    format!(r#"{{"key":"{key}","message":"hello","signature":"{signature}"}}"#)
}

const ALICE: &str = "the-secret-of-alice-5a1f";
const BOB: &str = "the-secret-of-bob-77c02e";

/// The keys of Alice and Bob, and which were looked up.
#[derive(Clone, Debug, Default)]
struct People {
    asked: Arc<Mutex<Vec<String>>>,
    waits: bool,
    own_schemes: bool,
}

impl KeyResolver for People {
    type Query = Vec<String>;

    fn one_scheme_for_all(&self) -> bool {
        !self.own_schemes
    }

    fn query(&self, request: &KeyQuery<'_>) -> Result<Vec<String>, Unresolved> {
        Ok(request.key_ids().to_vec())
    }

    async fn resolve(&self, ids: Vec<String>, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.asked.lock().unwrap().extend(ids.iter().cloned());
        if self.waits {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let [id] = ids.as_slice() else {
            return Err(Unresolved::Unknown);
        };
        let secret = match id.as_str() {
            "alice" => ALICE,
            "bob" => BOB,
            "slow" => std::future::pending().await,
            "panics" => panic!("a resolver of little care"),
            "down" => return Err(Unresolved::unavailable("the database is down")),
            _ => return Err(Unresolved::Unknown),
        };
        Ok(rules.prepare(Key::from(Secret::new(secret)?).id(id))?)
    }
}

impl People {
    fn waiting() -> Self {
        Self {
            waits: true,
            ..Self::default()
        }
    }

    fn builder(&self) -> VerifierBuilder {
        Verifier::builder(Enveloped)
            .resolver(self.clone())
            .body_limit(1_000)
            .lookup_timeout(Duration::from_millis(200))
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

struct Head {
    kind: &'static str,
    length: Option<&'static str>,
}

const HEAD: Head = Head {
    kind: "enveloped",
    length: None,
};

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let value = match name.to_ascii_lowercase().as_str() {
            "x-kind" => self.kind,
            "content-length" => self.length?,
            _ => return None,
        };
        (nth == 0).then_some(value.as_bytes())
    }
}

fn chunks(body: &str) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let chunks: Vec<_> = body
        .as_bytes()
        .chunks(10)
        .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
        .collect();
    stream::iter(chunks)
}

async fn receive(verifier: &Verifier, body: &str) -> Result<VerifiedBody, Rejection> {
    verifier
        .receive(chunks(body), tokio::time::sleep)
        .with_head(HEAD)
        .await
        .map(|outcome| outcome.event().unwrap())
}

fn code<T>(verdict: Result<T, Rejection>) -> &'static str {
    verdict.map_or_else(|refused| refused.code(), |_| "accepted")
}

#[tokio::test]
async fn the_key_is_looked_up_once_the_body_has_named_it() {
    for people in [People::default(), People::waiting()] {
        let verifier = people.builder().build().unwrap();
        let body = envelope("alice", ALICE);
        assert_eq!(receive(&verifier, &body).await.unwrap().bytes(), &body);
        assert_eq!(people.asked(), ["alice"]);
        let forged = envelope("alice", BOB);
        let verdict = receive(&verifier, &forged).await;
        assert_eq!(code(verdict), "signature_mismatch");
        let verdict = receive(&verifier, &envelope("carol", ALICE)).await;
        assert_eq!(code(verdict), "unknown_key");
        let verdict = receive(&verifier, &envelope("down", ALICE)).await;
        assert_eq!(code(verdict), "key_unavailable");
        let verdict = receive(&verifier, &envelope("panics", ALICE)).await;
        assert_eq!(code(verdict), "key_unavailable");
        assert_eq!(people.asked(), ["alice", "carol", "down", "panics"]);
    }
}

#[tokio::test]
async fn k19_nothing_is_looked_up_for_what_head_or_body_refuses() {
    let people = People::waiting();
    let verifier = people.builder().build().unwrap();
    let plain = Head {
        kind: "plain",
        ..HEAD
    };
    let long = Head {
        length: Some("1001"),
        ..HEAD
    };
    for (head, refused) in [(plain, "missing_header"), (long, "body_too_large")] {
        let polled = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&polled);
        // It names a key that exists; it is thrown away before the answer.
        let named = envelope("alice", ALICE);
        let body = chunks(&named).inspect(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let receiving = verifier.receive(body, tokio::time::sleep);
        assert_eq!(code(receiving.with_head(head).await), refused);
        assert!(polled.load(Ordering::Relaxed) > 0, "the body is drained");
    }
    let endless = "x".repeat(1_001);
    for (body, refused) in [
        ("", "malformed_body"),
        ("[]", "malformed_body"),
        (r#"{"key":"alice"}"#, "malformed_body"),
        (&*endless, "body_too_large"),
    ] {
        assert_eq!(code(receive(&verifier, body).await), refused);
    }
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let broken = stream::iter([Ok(Bytes::from_static(b"{")), Err(reset)]);
    let receiving = verifier.receive(broken, tokio::time::sleep).with_head(HEAD);
    assert_eq!(code(receiving.await), "body_incomplete");
    assert_eq!(people.asked(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn body_and_lookup_have_a_deadline_each() {
    let people = People::waiting();
    let verifier = people.builder().read_timeout(Duration::from_secs(30));
    let verifier = verifier.build().unwrap();
    let before = tokio::time::Instant::now();
    let verdict = receive(&verifier, &envelope("slow", ALICE)).await;
    assert_eq!(code(verdict), "key_unavailable");
    assert_eq!(before.elapsed(), Duration::from_millis(200));

    // A body that takes longer than a lookup may.
    let body = envelope("alice", ALICE);
    let late = stream::once(tokio::time::sleep(Duration::from_secs(29)))
        .map(move |()| Ok::<_, Infallible>(Bytes::from(body.clone())));
    let receiving = verifier.receive(late, tokio::time::sleep).with_head(HEAD);
    assert_eq!(code(receiving.await), "accepted");

    let before = tokio::time::Instant::now();
    let never = stream::pending::<Result<Bytes, Infallible>>();
    let receiving = verifier.receive(never, tokio::time::sleep).with_head(HEAD);
    assert_eq!(code(receiving.await), "body_timeout");
    // A slow body's rest is waited for a little longer before the answer.
    let drained = hookseal_core::limits::DRAIN_TIME_OF_THE_SLOW;
    assert_eq!(before.elapsed(), Duration::from_secs(30) + drained);
}

#[test]
fn keys_that_are_at_hand_need_neither_a_runtime_nor_a_timer() {
    let never = |_: Duration| -> std::future::Pending<()> { panic!("no timer is needed") };
    let verifier = People::default().builder().build().unwrap();
    let body = envelope("bob", BOB);
    let receiving = verifier.receive(chunks(&body), never).with_head(HEAD);
    assert_eq!(code(receiving.now_or_never().unwrap()), "accepted");
}

#[test]
fn a_ring_of_keys_needs_no_lookup_and_no_async() {
    let ids = |id: &str, secret: &str| Key::from(Secret::new(secret).unwrap()).id(id);
    let verifier = Verifier::builder(Enveloped)
        .key(ids("alice", ALICE))
        .key(ids("bob", BOB))
        .build()
        .unwrap();
    for (id, secret, verdict) in [
        ("alice", ALICE, "accepted"),
        ("bob", BOB, "accepted"),
        ("alice", BOB, "signature_mismatch"),
    ] {
        assert_eq!(code(verifier.verify(&HEAD, envelope(id, secret))), verdict);
    }
}

#[test]
fn who_looks_up_says_so_where_that_cannot_be() {
    let verifier = People::default().builder().build().unwrap();
    assert_eq!(verifier.begin(&HEAD).unwrap_err().code(), "misconfigured");
}

/// Where tenants have schemes of their own, keys are looked up by the head, as the body may
/// be of any form.
#[test]
fn tenants_with_schemes_of_their_own_are_looked_up_by_the_head() {
    let people = People {
        own_schemes: true,
        ..People::default()
    };
    let verifier = people.builder().build().unwrap();
    let verdict = ready(receive(&verifier, "of any form"));
    assert_eq!(code(verdict), "unknown_key");
    assert_eq!(people.asked(), [""; 0]);
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}
