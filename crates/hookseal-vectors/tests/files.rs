//! What a vector becomes, and what is said of one that cannot be read.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use hookseal_core::adapter::RequestHead as _;
use hookseal_core::{Rejection, UnixTime};
use hookseal_vectors::{Entry, Expect, File, Request};
use serde_json::{Value, json};

/// As GitHub's documentation shows it, with another secret.
fn right() -> Value {
    json!({
        "provider": "github", "name": "docs", "secret": "It is our secret, 7 of 9",
        "url": "https://a.example/b?c=d",
        "headers": [["X-Hub-Signature-256", "sha256=a1ef3a6090813b85a94ace17e4b229fdd858ed28cd51bc756a0f6b68b82acc33"]],
        "body_base64": "SGVsbG8sIFdvcmxkIQ==", "now_unix": 1_767_225_600, "expect": "accept",
    })
}

/// The same with other members; `null` takes one away.
fn with(members: &Value) -> Value {
    let mut vector = right();
    for (key, value) in members.as_object().unwrap() {
        let object = vector.as_object_mut().unwrap();
        match value {
            Value::Null => object.remove(key),
            value => object.insert(key.clone(), value.clone()),
        };
    }
    vector
}

fn entry(vector: &Value) -> Entry {
    let file = json!({ "vectors": [vector] }).to_string();
    File::from_json(file.as_bytes()).unwrap().vectors.remove(0)
}

/// What is wrong with it; or the verdict.
fn said(vector: &Value) -> String {
    let vector = match entry(vector).vector {
        Ok(vector) => vector,
        Err(error) => return error.to_string(),
    };
    let verifier = match vector.verifier() {
        Ok(builder) => builder.build().unwrap(),
        Err(error) => return error.to_string(),
    };
    let request = vector.request();
    match verifier.verify(request, request.body.clone()) {
        Ok(_) => "ok".to_owned(),
        Err(rejection) => rejection.code().to_owned(),
    }
}

#[test]
fn a_vector_is_a_request_and_its_verdict() {
    let entry = entry(&right());
    assert_eq!(
        (entry.name.as_str(), entry.provider.as_str()),
        ("docs", "github")
    );
    let vector = entry.vector.unwrap();
    assert_eq!(vector.expect(), Expect::Accept);
    let request = vector.request();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.target(), "/b?c=d");
    assert_eq!(request.origin.as_deref(), Some("https://a.example"));
    assert_eq!(request.now, Some(UnixTime::from_secs(1_767_225_600)));
    assert_eq!(request.body, b"Hello, World!");
    assert_eq!(said(&right()), "ok");
    let secrets: Vec<_> = vector.secrets().collect();
    assert_eq!(secrets, ["It is our secret, 7 of 9"]);
    let shown = format!("{vector:?}");
    assert!(
        !shown.contains("our secret") && !shown.contains("a1ef3a"),
        "{shown}"
    );
}

#[test]
fn other_ways_to_say_the_same() {
    let signature = right()["headers"][0][1].clone();
    let secret = right()["secret"].clone();
    for other in [
        json!({"provider": "github", "scheme": "sha256"}),
        json!({"body_base64": null, "body": "Hello, World!"}),
        json!({"headers": {"x-hub-signature-256": signature, "a": ["b", "c"]}}),
        json!({"secret": null, "secrets": ["another secret, as long", secret]}),
        json!({"secret": null, "secrets": {"old": "another secret, as long", "new": secret}}),
        json!({"secrets": {"old": "another secret, as long", "new": secret}}),
        json!({"secret": null, "keys": {"k1": {"secret": secret}}}),
        json!({"secret_format": "text"}),
        json!({"algorithm": "hmac-sha256", "keyid": "k1"}),
        json!({
            "headers": {"X-Own": signature},
            "context": {"header_name": "X-Own", "max_age": null, "algorithm": "sha256"},
        }),
    ] {
        assert_eq!(said(&with(&other)), "ok", "{other}");
    }
    let usual = json!({"provider": "github", "vectors": [with(&json!({"provider": null}))]});
    let file = File::from_json(usual.to_string().as_bytes()).unwrap();
    assert_eq!(file.vectors[0].provider, "github");
    assert!(file.vectors[0].vector.is_ok());
}

#[test]
fn what_is_wrong_is_said() {
    for (members, expected) in [
        (json!({"provider": null}), "the vector names no provider"),
        (
            json!({"provider": "nobody"}),
            "there is no provider `nobody`",
        ),
        (
            json!({"scheme": "sha-257"}),
            "github has no scheme `sha-257`; it has sha256, sha1-legacy",
        ),
        (
            json!({"provider": "clerk", "scheme": "x"}),
            "clerk has no scheme `x`; it has only one scheme, so omit the name",
        ),
        (
            json!({"body_base64": null}),
            "the request has no `body_base64`",
        ),
        (
            json!({"body": ""}),
            "the request has both `body_base64` and `body`",
        ),
        (json!({"body_base64": "?"}), "`body_base64` is not base64"),
        (
            json!({"secret_format": "rot13"}),
            "there is no key format `rot13`",
        ),
        (
            json!({"provider": "mailchannels", "context": {"algorithm": "hmac-sha256"}}),
            "`context.algorithm` does not fit mailchannels",
        ),
        (
            json!({"provider": "httpsig", "context": {"header_name": "X-Own"}}),
            "`context.header_name` does not fit httpsig",
        ),
    ] {
        assert_eq!(said(&with(&members)), expected, "{members}");
    }
    for members in [
        json!({"expect": null}),
        json!({"expect": "perhaps"}),
        json!({"headers": "none"}),
        json!({"now_unix": "soon"}),
        json!({"context": {"max_age": "old"}}),
    ] {
        let said = said(&with(&members));
        assert!(
            said.starts_with("this is not a vector: "),
            "{members}: {said}"
        );
    }
    for context in [
        json!({"algorithm": "md5"}),
        json!({"header_name": "two words"}),
    ] {
        let said = said(&with(&json!({ "context": context })));
        assert_ne!(said, "ok");
        assert!(!said.contains("_mismatch"), "{said}");
    }
    let nameless = entry(&json!({}));
    assert_eq!(nameless.name, "vector 0");
}

#[test]
fn files_that_are_none() {
    for text in ["", "[]", "{}", r#"{"vectors": {}}"#, "{\"vectors\": ["] {
        let error = File::from_json(text.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("this is not a vector file"),
            "{text}: {error}"
        );
    }
    // What stands in a request is not repeated.
    let error = Request::from_json(br#"{"headers": "Authorization: s3cr3t"}"#).unwrap_err();
    assert!(!error.to_string().contains("s3cr3t"), "{error}");
}

#[test]
fn reasons_are_codes_or_notes() {
    for (reason, code) in [
        (
            "signature_mismatch",
            Some(Rejection::SignatureMismatch.code()),
        ),
        ("another secret, as long", None),
    ] {
        let vector = with(&json!({"expect": "reject", "reason": reason}));
        let vector = entry(&vector).vector.unwrap();
        assert_eq!((vector.reason(), vector.code()), (Some(reason), code));
    }
}

#[test]
fn public_keys_choose_the_scheme_that_takes_them() {
    // `standard-webhooks-ed25519` of `tests/vectors` names it; this one does not.
    let vector = json!({
        "provider": "standard_webhooks", "name": "v1a", "url": "https://a.example/",
        "public_key": "whpk_6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=",
        "headers": {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"},
        "body": "", "now_unix": 1, "expect": "reject",
    });
    // It is the asymmetric one: there is no entry `v1a`, rather than a wrong kind of key.
    assert_eq!(said(&vector), "malformed_signature");
}
