//! What a request of RFC 9421 alone can tell refuses it before its keys are looked up.

#![cfg(feature = "httpsig")]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "support/httpsig.rs"]
mod support;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::time::ManualClock;
use hookseal_core::{Key, UnixTime, Verifier};
use support::{BODY, CREATED, Request, content_digest, rules, secret};

#[derive(Debug, Default)]
struct Counting(Arc<AtomicUsize>);

impl KeyResolver for Counting {
    type Query = ();

    fn query(&self, _: &KeyQuery<'_>) -> Result<(), Unresolved> {
        Ok(())
    }

    async fn resolve(&self, (): (), rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(rules.prepare(Key::from(secret()).id("k1"))?)
    }
}

/// The code of the refusal, or `ok`, and how many lookups it took.
fn judged(request: Request) -> (&'static str, usize) {
    let resolver = Counting::default();
    let lookups = Arc::clone(&resolver.0);
    let verifier = Verifier::builder(rules().require_key_id())
        .resolver(resolver)
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap();
    let body = Bytes::from(request.body.clone());
    let chunks = stream::iter([Ok::<_, Infallible>(body)]);
    let receiving = verifier.receive(chunks, |_| std::future::ready(()));
    let code = match receiving.with_head(request).now_or_never().unwrap() {
        Ok(_) => "ok",
        Err(rejection) => rejection.code(),
    };
    (code, lookups.load(Ordering::Relaxed))
}

#[test]
fn r21_only_what_may_hold_costs_a_lookup() {
    const PARAMS: &str = ";created=1618884473;keyid=\"k1\"";
    let digest = content_digest(BODY);
    let covered = [(r#""content-digest""#, digest.as_str())];
    let signed = |params: &str| Request::post().signed("sig1", &covered, params);
    assert_eq!(judged(signed(PARAMS)), ("ok", 1));
    let other = ";created=1618884473;keyid=\"k2\"";
    assert_eq!(judged(signed(other)), ("unknown_key", 1));

    let absent = [covered[0], (r#""x-absent""#, "")];
    let nothing = Request::post().with("Content-Length", "18");
    for (request, code) in [
        (signed(";created=1618884473"), "unknown_key"),
        (signed(";created=1;keyid=\"k1\""), "stale"),
        (signed(";keyid=\"k1\""), "missing_timestamp"),
        (signed(&format!("{PARAMS};expires=1")), "expired"),
        (
            signed(&format!("{PARAMS};alg=\"ed25519\"")),
            "unsupported_algorithm",
        ),
        (nothing.signed("sig1", &[], PARAMS), "not_covered"),
        (signed(PARAMS).without("content-digest"), "missing_digest"),
        (
            Request::post().signed("sig1", &absent, PARAMS),
            "missing_header",
        ),
        (
            signed(PARAMS)
                .without("signature")
                .with("Signature", "sig1=:AAAA:"),
            "malformed_signature",
        ),
    ] {
        assert_eq!(judged(request), (code, 0));
    }
}
