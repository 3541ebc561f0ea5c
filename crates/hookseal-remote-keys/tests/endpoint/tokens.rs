//! Keys of tokens: asked for by `POST` with credentials, and sets of which any key may have
//! signed.

use std::convert::Infallible;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use futures_util::stream;
use hookseal_core::adapter::OwnedHead;
use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::HeaderName;
use hookseal_core::{Algorithm, Verifier};
use hookseal_providers::FAL;
use hookseal_remote_keys::{Jwks, PostedKeys, RemoteKeys};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::sender::Sender;
use crate::server::{KeyServer, status, text};

const BODY: &str = r#"{"status":"OK"}"#;

async fn deliver(verifier: &Verifier, head: &OwnedHead) -> &'static str {
    let chunks = stream::iter([Ok::<_, Infallible>(Bytes::from_static(BODY.as_bytes()))]);
    let receiving = verifier.receive(chunks, tokio::time::sleep);
    receiving
        .with_head(head)
        .await
        .map_or_else(|why| why.code(), |_| "accepted")
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn token(kid: &str, seed: u8) -> OwnedHead {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({"alg": "EdDSA", "kid": kid}));
    let digest = base16ct::lower::encode_string(&Sha256::digest(BODY));
    let signed = format!("{header}.{}", part(&json!({"body": digest})));
    let signature = URL_SAFE_NO_PAD.encode(key(seed).sign(signed.as_bytes()).to_bytes());
    OwnedHead::new("POST", "/").with_header("Acme-Token", format!("{signed}.{signature}"))
}

fn verifier_of(source: PostedKeys) -> Verifier {
    let rules = JsonWebToken::new(
        "acme",
        Algorithm::Ed25519,
        HeaderName::from_static("Acme-Token"),
    );
    let keys = RemoteKeys::builder(source).build().unwrap();
    let rules = rules.with_body_sha256("body");
    Verifier::builder(rules).resolver(keys).build().unwrap()
}

fn posted(server: &KeyServer) -> PostedKeys {
    PostedKeys::new(&server.url(), "key_id")
        .unwrap()
        .field("client_id", "5f3a")
        .field("secret", "of-the-api")
}

/// What Plaid answers who shows the right credentials.
fn answers(question: &str) -> Response {
    let asked: Value = serde_json::from_str(question).unwrap_or_default();
    if asked["client_id"] != "5f3a" || asked["secret"] != "of-the-api" {
        return status(403);
    }
    let id = asked["key_id"].as_str().unwrap_or_default();
    let mut jwk: Value = serde_json::from_str(&Sender::new(id, 1).jwk()).unwrap();
    match id {
        "one" | "two" => {}
        "expired" => jwk["expired_at"] = json!(1_700_000_000),
        "of-another" => jwk["kid"] = json!("one"),
        "private" => jwk["d"] = json!("AAAA"),
        _ => return status(400),
    }
    text(&json!({"key": jwk, "request_id": "r"}).to_string())
}

#[tokio::test]
async fn each_key_is_asked_for_once_with_the_credentials() {
    let server = KeyServer::start(answers);
    let verifier = verifier_of(posted(&server));
    for _ in 0..3 {
        assert_eq!(deliver(&verifier, &token("one", 1)).await, "accepted");
        assert_eq!(deliver(&verifier, &token("two", 1)).await, "accepted");
    }
    assert_eq!(server.asked(), 2);
    let forged = deliver(&verifier, &token("one", 2)).await;
    assert_eq!(forged, "signature_mismatch");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn k22_what_is_no_such_key_is_none() {
    for (id, verdict) in [
        ("nobody's", "unknown_key"),
        ("expired", "unknown_key"),
        ("of-another", "key_unavailable"),
        ("private", "key_unavailable"),
    ] {
        let server = KeyServer::start(answers);
        let verifier = verifier_of(posted(&server));
        assert_eq!(deliver(&verifier, &token(id, 1)).await, verdict, "{id}");
        // It stands in no other's way, though all have one address.
        assert_eq!(deliver(&verifier, &token("one", 1)).await, "accepted");
        // Nor is it asked for again at once.
        assert_eq!(deliver(&verifier, &token(id, 1)).await, verdict, "{id}");
        assert_eq!(server.asked(), 2);
    }
    let server = KeyServer::start(answers);
    let wrong = PostedKeys::new(&server.url(), "key_id").unwrap();
    let verdict = deliver(&verifier_of(wrong), &token("one", 1)).await;
    assert_eq!(verdict, "key_unavailable");
}

#[tokio::test]
async fn k21_credentials_are_not_sent_on() {
    let trap = KeyServer::start(answers);
    let target = trap.url();
    for code in [301, 302, 307, 308] {
        let target = target.clone();
        let server = KeyServer::start(move |_| crate::server::redirect(code, &target));
        let verdict = deliver(&verifier_of(posted(&server)), &token("one", 1)).await;
        assert_eq!(verdict, "key_unavailable");
    }
    assert_eq!(trap.asked(), 0);
}

#[test]
fn k24_credentials_are_shown_nowhere() {
    let server = KeyServer::start(answers);
    let shown = format!("{:?} {:?}", posted(&server), verifier_of(posted(&server)));
    assert!(
        !shown.contains("of-the-api") && !shown.contains("5f3a"),
        "{shown}"
    );
}

/// Signs as fal does.
fn fal(seed: u8, request: &str) -> OwnedHead {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let digest = base16ct::lower::encode_string(&Sha256::digest(BODY));
    let signed = format!("{request}\nuser\n{now}\n{digest}");
    let signature = key(seed).sign(signed.as_bytes()).to_bytes();
    OwnedHead::new("POST", "/")
        .with_header("X-Fal-Webhook-Request-Id", request)
        .with_header("X-Fal-Webhook-User-Id", "user")
        .with_header("X-Fal-Webhook-Timestamp", now.to_string())
        .with_header(
            "X-Fal-Webhook-Signature",
            base16ct::lower::encode_string(&signature),
        )
}

/// A key set without ids.
fn set_of(seeds: &[u8], others: &[&str]) -> String {
    let keys = seeds.iter().map(|seed| {
        let mut jwk: Value = serde_json::from_str(&Sender::new("k", *seed).jwk()).unwrap();
        jwk.as_object_mut().unwrap().remove("kid");
        jwk.to_string()
    });
    let keys: Vec<_> = keys.chain(others.iter().map(ToString::to_string)).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn fal_verifier(server: &KeyServer) -> Verifier {
    let set = Jwks::new(&server.url()).unwrap().whole();
    let keys = RemoteKeys::builder(set).build().unwrap();
    Verifier::builder(FAL.with_user("user"))
        .resolver(keys)
        .build()
        .unwrap()
}

#[tokio::test]
async fn any_key_of_a_whole_set_may_have_signed() {
    let p256 = concat!(
        r#"{"kty":"EC","crv":"P-256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","#,
        r#""y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}"#
    );
    let server = KeyServer::start(move |_| text(&set_of(&[1, 2], &[p256, "7", "{}"])));
    let verifier = fal_verifier(&server);
    for at in 0..5 {
        for seed in [1, 2] {
            let head = fal(seed, &format!("request-{at}"));
            assert_eq!(deliver(&verifier, &head).await, "accepted");
        }
        let verdict = deliver(&verifier, &fal(3, "request")).await;
        assert_eq!(verdict, "signature_mismatch");
    }
    assert_eq!(server.asked(), 1, "one fetch brings all");
}

#[tokio::test]
async fn k22_a_whole_set_without_a_key_that_fits_is_a_failure() {
    let many: Vec<u8> = (1..=9).collect();
    for set in [
        set_of(&[], &[]),
        set_of(&[], &["7", r#"{"kty":"oct","k":"AA"}"#]),
        set_of(&many, &[]),
        "<html>".to_owned(),
    ] {
        let server = KeyServer::start(move |_| text(&set));
        let verdict = deliver(&fal_verifier(&server), &fal(1, "request")).await;
        assert_eq!(verdict, "key_unavailable");
    }
}
