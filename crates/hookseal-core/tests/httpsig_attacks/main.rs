//! Section R of the attack catalogue: RFC 9421 and RFC 9530, row by row.
//!
//! R10, R16 and R18 have several tests; R24 (scopes by string prefix) has no API that
//! could do it wrong: components are compared whole.

#![cfg(feature = "httpsig")]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "../support/httpsig.rs"]
mod support;

mod components;
mod digests;
mod keys;
mod labels;
mod policy;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use hookseal_core::httpsig::{
    Component, DigestAlgorithm, DigestHeader, MessageSignatures, StructuredType,
};
use hookseal_core::scheme::HeaderName;
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, ConfigError, Key, PublicKey, UnixTime, Verifier};
use support::{
    BODY, CREATED, Request, SECRET, content_digest, content_digest_512, head_verdict, key_ids,
    rules, secret, sign, verdict, verifier, verifier_at, verify,
};

const NOW: &str = ";created=1618884473";

/// Of the right length, so that it is not for its length that it is refused.
const FORGED: &str = "sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";

/// With `alg` and `keyid` as MailChannels writes them.
fn plain() -> Request {
    Request::post().signed_digest(NOW)
}

/// Several labels over the digest: each with its parameters, right or not.
fn labelled(labels: &[(&str, &str, bool)]) -> Request {
    let digest = content_digest(BODY);
    let (mut inputs, mut signatures) = (Vec::new(), Vec::new());
    for (label, params, right) in labels {
        let (input, mut signature) = sign(&[(r#""content-digest""#, &digest)], params);
        if !right {
            let other = if signature.starts_with('A') { "B" } else { "A" };
            signature.replace_range(..1, other);
        }
        inputs.push(format!("{label}={input}"));
        signatures.push(format!("{label}=:{signature}:"));
    }
    Request::post()
        .with("Signature-Input", inputs.join(", "))
        .with("Signature", signatures.join(", "))
}

/// `lines` besides the digest, over a request with these headers.
fn covering(request: Request, lines: &[(&str, &str)]) -> Request {
    let digest = content_digest(BODY);
    let mut all = lines.to_vec();
    all.push((r#""content-digest""#, &digest));
    request.signed("sig1", &all, NOW)
}

/// A verifier that knows its address.
fn at(url: &str, rules: MessageSignatures) -> Verifier {
    Verifier::builder(rules)
        .key(secret())
        .public_url(url)
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}

/// A key under `id`, and one for [`SECRET`] under `k1`.
fn with_ids(rules: MessageSignatures) -> Verifier {
    let other = hookseal_core::Secret::new("the secret of somebody else").unwrap();
    Verifier::builder(rules)
        .key(Key::from(secret()).id("k1"))
        .key(Key::from(other).id("k2"))
        .clock(ManualClock::new(UnixTime::from_secs(CREATED)))
        .build()
        .unwrap()
}
