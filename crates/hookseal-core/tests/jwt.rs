//! What a token must say, and what it cannot bring about (rows J1 to J4).

#![cfg(feature = "jwt")]
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_core::adapter::RequestHead;
use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::HeaderName;
use hookseal_core::time::ManualClock;
use hookseal_core::{
    Algorithm, BodyCoverage, ConfigError, Freshness, Key, PublicKey, Secret, UnixTime, Verifier,
    VerifierBuilder,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const NOW: u64 = 1_700_000_000;
const SECRET: &str = "3b1c1f9a0d5e47a2b6f0";
const BODY: &[u8] = br#"{"order":7}"#;

fn rules() -> JsonWebToken {
    JsonWebToken::new(
        "acme",
        Algorithm::HmacSha256,
        HeaderName::from_static("Acme-Token"),
    )
}

fn judging(rules: JsonWebToken) -> VerifierBuilder {
    Verifier::builder(rules)
        .key(Secret::new(SECRET).unwrap())
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
}

fn verifier(rules: JsonWebToken) -> Verifier {
    judging(rules).build().unwrap()
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn token(header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signed}.{signature}")
}

fn usual(claims: &Value) -> String {
    token(&json!({"alg": "HS256", "typ": "JWT"}), claims)
}

fn digest() -> String {
    base16ct::lower::encode_string(&Sha256::digest(BODY))
}

struct Head(String);

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let names = ["acme-token", "authorization"];
        let there = nth == 0 && names.contains(&name.to_ascii_lowercase().as_str());
        there.then_some(self.0.as_bytes())
    }
}

fn verdict(verifier: &Verifier, token: String) -> &'static str {
    code(verifier.verify(&Head(token), BODY))
}

fn code<T>(verdict: Result<T, hookseal_core::Rejection>) -> &'static str {
    verdict.map_or_else(|refused| refused.code(), |_| "accepted")
}

#[test]
fn j1_the_algorithm_is_the_one_configured() {
    let verifier = verifier(rules());
    assert_eq!(verdict(&verifier, usual(&json!({}))), "accepted");
    for alg in ["HS384", "HS512", "RS256", "ES256", "EdDSA", "PS256"] {
        let token = token(&json!({"alg": alg}), &json!({}));
        assert_eq!(verdict(&verifier, token), "unsupported_algorithm", "{alg}");
    }
    for alg in [
        json!("none"),
        json!("None"),
        json!("hs256"),
        json!(""),
        json!(1),
        json!(null),
    ] {
        let token = token(&json!({"alg": alg}), &json!({}));
        assert_eq!(verdict(&verifier, token), "malformed_signature", "{alg}");
    }
    let bare = token(&json!({"typ": "JWT"}), &json!({}));
    assert_eq!(verdict(&verifier, bare), "malformed_signature");
}

/// A public key in the place of a secret would be known to everybody.
#[test]
fn a4_no_public_key_takes_a_secret_s_place() {
    let public = PublicKey::from_bytes(vec![7; 32]).unwrap();
    let built = Verifier::builder(rules()).key(public).build();
    assert!(matches!(built, Err(ConfigError::WrongKeyKind { .. })));
}

#[test]
fn j2_keys_in_a_token_are_nobody_s() {
    let verifier = verifier(rules());
    let brought = json!({
        "alg": "HS256", "jku": "https://evil.test/", "x5u": "https://evil.test/", "x5c": ["AA=="],
        "jwk": {"kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET)},
    });
    assert_eq!(verdict(&verifier, token(&brought, &json!({}))), "accepted");
    let others = Verifier::builder(rules())
        .key(Secret::new("another-secret-of-an-app").unwrap())
        .build()
        .unwrap();
    assert_eq!(
        verdict(&others, token(&brought, &json!({}))),
        "signature_mismatch"
    );
}

#[test]
fn what_must_be_understood_is_refused() {
    let verifier = verifier(rules());
    for extension in [json!(["b64"]), json!([]), json!(["exp"])] {
        let header = json!({"alg": "HS256", "crit": extension});
        let verdict = verdict(&verifier, token(&header, &json!({})));
        assert_eq!(verdict, "malformed_signature");
    }
}

/// As serde reads a struct from a list of its fields.
#[test]
fn a_token_is_made_of_objects() {
    let verifier = verifier(rules());
    let nulls = |count| vec![Value::Null; count];
    for rest in 0..16 {
        let header = Value::from([vec![json!("JWT"), json!("HS256")], nulls(rest)].concat());
        let verdict = verdict(&verifier, token(&header, &json!({})));
        assert_eq!(verdict, "malformed_signature", "{header}");
    }
    for claims in [json!([]), json!(null), json!("iss")] {
        assert_eq!(verdict(&verifier, usual(&claims)), "malformed_signature");
    }
}

#[test]
fn j3_the_body_is_what_the_token_says() {
    let verifier = verifier(rules().with_body_sha256("body"));
    for (claims, refused) in [
        (json!({"body": digest()}), "accepted"),
        (json!({"body": digest().to_uppercase()}), "accepted"),
        (json!({}), "missing_digest"),
        (json!({"body": null}), "malformed_signature"),
        (json!({"body": ""}), "malformed_signature"),
        (json!({"body": digest()[2..]}), "malformed_signature"),
        (
            json!({"body": format!("{}00", digest())}),
            "malformed_signature",
        ),
        (json!({"body": "0".repeat(64)}), "digest_mismatch"),
    ] {
        assert_eq!(verdict(&verifier, usual(&claims)), refused, "{claims}");
    }
    // In pieces, and with one byte more.
    let head = Head(usual(&json!({"body": digest()})));
    let mut verification = verifier.begin(&head).unwrap().reading().unwrap();
    for byte in BODY {
        verification.update(vec![*byte].into()).unwrap();
    }
    assert_eq!(code(verification.finish()), "accepted");
    let longer = [BODY, b"\n"].concat();
    assert_eq!(code(verifier.verify(&head, longer)), "digest_mismatch");
}

/// Before a byte of the body has come.
#[test]
fn j4_a_forged_token_is_refused_from_the_head() {
    let verifier = verifier(rules().with_body_sha256("body"));
    let forged = usual(&json!({"body": digest()})).replace('.', ".e");
    assert!(verifier.begin(&Head(forged)).is_err());
    let other = token(&json!({"alg": "HS256"}), &json!({"body": digest()}));
    let (signed, _) = other.rsplit_once('.').unwrap();
    let refused = verifier.begin(&Head(format!("{signed}.AAAA"))).unwrap_err();
    assert_eq!(refused.code(), "signature_mismatch");
}

#[test]
fn events_say_whether_the_body_is_covered() {
    for (rules, coverage) in [
        (rules(), BodyCoverage::Nothing),
        (rules().with_body_sha256("body"), BodyCoverage::Whole),
    ] {
        let head = Head(usual(&json!({"body": digest()})));
        let body = verifier(rules)
            .verify(&head, BODY)
            .unwrap()
            .event()
            .unwrap();
        assert_eq!(body.coverage(), coverage);
    }
}

#[test]
fn claims_are_compared_as_they_are() {
    let verifier = verifier(
        rules()
            .with_issuer("https://acme.test")
            .with_issuer("acme.test")
            .with_audience("us")
            .with_claim("verified", true),
    );
    let claims = |iss: Value, aud: Value, verified: Value| {
        usual(&json!({"iss": iss, "aud": aud, "verified": verified}))
    };
    for token in [
        claims(json!("https://acme.test"), json!("us"), json!(true)),
        claims(json!("acme.test"), json!(["them", "us"]), json!(true)),
    ] {
        assert_eq!(verdict(&verifier, token), "accepted");
    }
    for token in [
        claims(json!("ACME.test"), json!("us"), json!(true)),
        claims(json!(["acme.test"]), json!("us"), json!(true)),
        claims(json!(null), json!("us"), json!(true)),
        claims(json!("acme.test"), json!("u"), json!(true)),
        claims(json!("acme.test"), json!(["them"]), json!(true)),
        claims(json!("acme.test"), json!({"us": 1}), json!(true)),
        claims(json!("acme.test"), json!("us"), json!("true")),
        claims(json!("acme.test"), json!("us"), json!(1)),
        usual(&json!({})),
    ] {
        assert_eq!(verdict(&verifier, token), "not_addressed");
    }
}

#[test]
fn t1_times_are_judged_by_the_verifier_s_clock() {
    let freshness = Freshness {
        max_age: Duration::from_secs(300),
        max_future: Duration::from_secs(60),
    };
    let fresh = verifier(rules().with_freshness(freshness));
    let ending = verifier(rules().expires());
    let free = verifier(rules());
    for (verifier, claims, wanted) in [
        (&fresh, json!({"iat": NOW - 300}), "accepted"),
        (&fresh, json!({"iat": NOW - 301}), "stale"),
        (&fresh, json!({"iat": NOW + 60}), "accepted"),
        (&fresh, json!({"iat": NOW + 61}), "future"),
        (&fresh, json!({}), "missing_timestamp"),
        (
            &fresh,
            json!({"iat": NOW.to_string()}),
            "malformed_timestamp",
        ),
        (&fresh, json!({"iat": 1.5}), "malformed_timestamp"),
        (&fresh, json!({"iat": -1}), "malformed_timestamp"),
        (&fresh, json!({"iat": u64::MAX}), "future"),
        (&ending, json!({"exp": NOW + 1}), "accepted"),
        (&ending, json!({"exp": NOW - 59}), "accepted"),
        (&ending, json!({"exp": NOW - 60}), "expired"),
        (&ending, json!({"exp": 0}), "expired"),
        (&ending, json!({"exp": u64::MAX}), "accepted"),
        (&ending, json!({}), "missing_timestamp"),
        (&ending, json!({"exp": null}), "malformed_timestamp"),
        // Heeded wherever they are.
        (&free, json!({"exp": NOW - 60}), "expired"),
        (&free, json!({"nbf": NOW + 60}), "accepted"),
        (&free, json!({"nbf": NOW + 61}), "future"),
        (&free, json!({"nbf": "soon"}), "malformed_timestamp"),
    ] {
        assert_eq!(verdict(verifier, usual(&claims)), wanted, "{claims}");
    }
    // The app's own tolerance is of `iat`, and of nothing else.
    let builder = judging(rules().with_freshness(freshness).expires()).without_freshness();
    let verifier = builder.build().unwrap();
    let old = json!({"iat": 0, "exp": NOW});
    assert_eq!(verdict(&verifier, usual(&old)), "accepted");
    let ended = json!({"iat": NOW, "exp": NOW - 60});
    assert_eq!(verdict(&verifier, usual(&ended)), "expired");
}

#[test]
fn a_key_with_an_id_is_for_tokens_that_name_it() {
    let key = || Secret::new(SECRET).unwrap();
    let verifier = Verifier::builder(rules())
        .key(Key::from(key()).id("2026"))
        .build()
        .unwrap();
    let named = |kid: &str| token(&json!({"alg": "HS256", "kid": kid}), &json!({}));
    assert_eq!(verdict(&verifier, named("2026")), "accepted");
    for other in ["2025", "", "2026 "] {
        assert_eq!(verdict(&verifier, named(other)), "unknown_key");
    }
    assert_eq!(verdict(&verifier, usual(&json!({}))), "unknown_key");
}

#[test]
fn bearer_tokens_stand_behind_their_scheme() {
    let rules = JsonWebToken::new(
        "acme",
        Algorithm::HmacSha256,
        HeaderName::from_static("Authorization"),
    )
    .bearer();
    let verifier = verifier(rules);
    let token = usual(&json!({}));
    for (text, wanted) in [
        (format!("Bearer {token}"), "accepted"),
        (format!("bearer {token}"), "accepted"),
        (format!("Bearer  {token}"), "malformed_signature"),
        (format!("Bearer {token} "), "malformed_signature"),
        (
            format!("Bearer {token}, Bearer {token}"),
            "malformed_signature",
        ),
        (format!("Basic {token}"), "missing_signature"),
        (token.clone(), "missing_signature"),
        ("Bearer ".to_owned(), "missing_signature"),
        ("Bearer".to_owned(), "missing_signature"),
    ] {
        assert_eq!(verdict(&verifier, text.clone()), wanted, "{text:?}");
    }
}

#[test]
fn what_cannot_be_demanded_is_refused_when_built() {
    for rules in [
        #[cfg(feature = "sha1")]
        JsonWebToken::new("acme", Algorithm::HmacSha1, HeaderName::from_static("T")),
        rules().with_issuer(""),
        rules().with_audience(""),
        rules().with_claim("email", ""),
    ] {
        let built = judging(rules).build();
        assert!(matches!(built, Err(ConfigError::InvalidScheme { .. })));
    }
}

#[test]
fn nothing_shows_the_token() {
    let verifier = verifier(rules());
    let token = usual(&json!({"secret": "in-a-claim"}));
    let verification = verifier
        .begin(&Head(token.clone()))
        .unwrap()
        .reading()
        .unwrap();
    let shown = format!("{verification:?} {verifier:?}");
    assert!(!shown.contains(&token[..20]) && !shown.contains("in-a-claim"));
}
