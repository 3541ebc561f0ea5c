//! The usual mistakes with RFC 9421.

use std::time::Duration;

use hookseal::httpsig::{Component, MessageSignatures, MessageSigner};

use super::*;
use crate::explain::Explanation;

const URL: &str = "https://hooks.example.com";

fn rules() -> MessageSignatures {
    MessageSignatures::new("acme", Algorithm::HmacSha256)
}

fn signer(components: &[Component]) -> MessageSigner {
    MessageSigner::new("acme", Secret::new(SECRET).unwrap())
        .unwrap()
        .components(components.iter().cloned())
        .key_id("k1")
        .public_url(URL)
        .unwrap()
}

fn signed_by(signer: &MessageSigner, body: &[u8], at: UnixTime) -> Case {
    let delivery = Delivery::new(body).target("/hooks/in?team=7").timestamp(at);
    let delivery = signer.sign(&delivery).unwrap();
    let mut case = case(&GITHUB, SECRET, body);
    case.rules = Rules::Messages(Box::new(rules()));
    case.head.headers = delivery
        .headers()
        .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
        .collect();
    case
}

fn digest_only(body: &[u8]) -> Case {
    signed_by(&signer(&[Component::CONTENT_DIGEST]), body, NOW)
}

#[test]
fn what_is_right_needs_no_hint() {
    let all = [
        Component::METHOD,
        Component::TARGET_URI,
        Component::AUTHORITY,
        Component::CONTENT_DIGEST,
    ];
    let right = signed_by(&signer(&all), BODY.as_bytes(), NOW);
    assert!(codes(&right).is_empty());
    assert!(codes(&digest_only(BODY.as_bytes())).is_empty());
}

#[test]
fn bodies_that_are_not_those_of_their_digest() {
    let plain = BODY.as_bytes();
    let lines: &[u8] = b"{\n \"a\": 1\n}";
    let dos: &[u8] = b"{\r\n \"a\": 1\r\n}";
    let marked = [b"\xef\xbb\xbf", plain].concat();
    let ended = [plain, b"\n"].concat();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(plain).unwrap();
    let gzip = gzip.finish().unwrap();
    let spaced = br#"{"a": 1, "b": [1, 2]}"#;
    let compact = br#"{"a":1,"b":[1,2]}"#;
    for (sent, received, code) in [
        (dos, lines, "body_line_ends"),
        (lines, dos, "body_line_ends"),
        (plain, &ended, "body_newline_added"),
        (&ended, plain, "body_newline_lost"),
        (&marked, plain, "body_bom"),
        (plain, &marked, "body_bom"),
        (plain, &gzip, "body_compressed"),
        (spaced, compact, "json_reserialised"),
        (compact, spaced, "json_reserialised"),
    ] {
        finds("body", &with_body(digest_only(sent), received), code);
    }
    let other = with_body(digest_only(plain), br#"{"another":"event"}"#);
    let hints = hints(&other);
    assert_eq!(codes(&other), ["digest_mismatch"], "{hints:#?}");
    assert!(!hints[0].proven);
    assert!(hints[0].message.contains("signature is right"), "{hints:?}");
}

#[test]
fn another_url_than_the_signed_one() {
    let covering = |component: Component| {
        let parts = [component, Component::CONTENT_DIGEST];
        signed_by(&signer(&parts), BODY.as_bytes(), NOW)
    };
    let at = |component: Component, base: &str| Case {
        public_url: Some(base.to_owned()),
        ..covering(component)
    };
    let to = |component: Component, target: &str| {
        let mut case = covering(component);
        target.clone_into(&mut case.head.target);
        case
    };
    for (base, code) in [
        ("http://hooks.example.com", "url_scheme"),
        ("https://hooks.example.com:8443", "url_port"),
    ] {
        finds(base, &at(Component::TARGET_URI, base), code);
    }
    let port = at(Component::AUTHORITY, "https://hooks.example.com:8443");
    finds("port", &port, "url_port");
    let scheme = at(Component::SCHEME, "http://hooks.example.com");
    finds("scheme", &scheme, "url_scheme");
    let mut host = at(Component::AUTHORITY, "https://internal");
    host.head.set("X-Forwarded-Host", "hooks.example.com");
    finds("host", &host, "url_host");
    let mut none = covering(Component::AUTHORITY);
    none.public_url = None;
    assert_eq!(codes(&none), ["missing_component"]);
    assert!(hints(&none)[0].fix.contains("--public-url"));
    none.head.set("Host", "hooks.example.com");
    finds("no URL", &none, "url_host");
    assert!(hints(&none)[0].message.contains("no public URL"));
    for component in [
        Component::TARGET_URI,
        Component::PATH,
        Component::REQUEST_TARGET,
    ] {
        let slash = to(component, "/hooks/in/?team=7");
        finds("slash", &slash, "url_trailing_slash");
    }
    for component in [Component::QUERY, Component::query_param("team")] {
        let mut rewritten = to(component, "/hooks/in");
        rewritten.head.set("X-Original-URI", "/hooks/in?team=7");
        finds("query", &rewritten, "url_rewritten");
    }
    // What is not covered is not asked for.
    let slash = to(Component::METHOD, "/hooks/in/");
    assert!(codes(&slash).is_empty());
}

#[test]
fn clocks_and_units() {
    let body = BODY.as_bytes();
    let plain = || digest_only(body);
    let later = |case: Case, seconds: u64| Case {
        now: UnixTime::from_secs(NOW.as_secs() + seconds),
        ..case
    };
    finds("late", &later(plain(), 301), "clock_skew");
    assert!(hints(&later(plain(), 301))[0].message.contains("301 s"));
    let early = Case {
        now: UnixTime::from_secs(NOW.as_secs() - 61),
        ..plain()
    };
    finds("early", &early, "clock_skew");
    assert!(hints(&early)[0].message.contains("61 s"));
    let short = signer(&[Component::CONTENT_DIGEST]).expires_after(Duration::from_secs(30));
    let expired = later(signed_by(&short, body, NOW), 40);
    finds("expired", &expired, "clock_skew");
    let message = &hints(&expired)[0].message;
    assert!(message.contains("(10 s), 30 seconds after"), "{message}");
    let millis = UnixTime::from_secs(NOW.as_millis());
    let in_millis = signed_by(&signer(&[Component::CONTENT_DIGEST]), body, millis);
    finds("milliseconds", &in_millis, "timestamp_unit");
    // With the wrong key, it is not the clock.
    for seconds in [0, 301] {
        let wrong = with_key(later(plain(), seconds), "another-secret-as-long");
        assert_eq!(codes(&wrong), ["wrong_secret"]);
    }
    let wrong = with_key(expired, "another-secret-as-long");
    assert_eq!(codes(&wrong), ["wrong_secret"]);
}

#[test]
fn keys() {
    let body = BODY.as_bytes();
    finds(
        "newline",
        &with_key(digest_only(body), &format!("{SECRET}\n")),
        "secret_whitespace",
    );
    let mut named = digest_only(body);
    named.keys[0].id = Some("k2".to_owned());
    finds("id", &named, "key_id");
    let both = with_key(named, "another-secret-as-long");
    assert_eq!(codes(&both), ["unknown_key"]);
    let fix = &hints(&both)[0].fix;
    assert!(fix.contains("`k1`") && fix.contains("`k2`"), "{fix}");
    let mut other = with_key(digest_only(body), "another-secret-as-long");
    assert_eq!(codes(&other), ["wrong_secret"]);
    other
        .others
        .push(GivenKey::new("LIVE_SECRET", text(SECRET)));
    finds("other", &other, "other_key");

    let sign = |seed: u8| {
        let key = PrivateKey::from_seed(&[seed; 32]).unwrap();
        MessageSigner::new("acme", key).unwrap()
    };
    let ed25519 = |key: &str| {
        let mut case = signed_by(&sign(7), body, NOW);
        case.rules = Rules::Messages(Box::new(MessageSignatures::new("acme", Algorithm::Ed25519)));
        case.keys[0].material = Material::Public(key.to_owned());
        case
    };
    // The public key of that seed (RFC 8032), as SPKI and as its bytes; and RFC 9421's.
    let spki = "MCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
    assert!(codes(&ed25519(spki)).is_empty());
    // Its bytes alone are the same key.
    let bytes = ed25519("6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=");
    assert!(codes(&bytes).is_empty());
    let other = ed25519("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    assert_eq!(codes(&other), ["wrong_secret"]);
}

#[test]
fn the_base_is_shown_as_it_is_signed() {
    let parts = [Component::AUTHORITY, Component::CONTENT_DIGEST];
    let case = signed_by(&signer(&parts), b"{}", NOW);
    let shown = Explanation::of(&case);
    let message = shown.signed_message.unwrap();
    // The SHA-256 of `{}`.
    let base = concat!(
        "\"@authority\": hooks.example.com\n",
        "\"content-digest\": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:\n",
        "\"@signature-params\": (\"@authority\" \"content-digest\");created=1700000000",
        ";alg=\"hmac-sha256\";keyid=\"k1\"",
    );
    assert_eq!(message.text, base);
    assert_eq!(message.hex, base16ct::lower::encode_string(base.as_bytes()));
    let step = |case: &Case, name: &str| {
        let steps = Explanation::of(case).steps;
        let found = steps.into_iter().find(|step| step.step == name).unwrap();
        (found.ok, found.detail)
    };
    let digest = |case: &Case| step(case, "digest");
    let right = "sha-256 is that of the body".to_owned();
    assert_eq!(digest(&case), (Some(true), right));
    let wrong = "sha-256 is not that of the body".to_owned();
    assert_eq!(digest(&with_body(case, b"{} ")), (Some(false), wrong));
    let uncovered = signed_by(&signer(&[Component::METHOD]), b"{}", NOW);
    assert_eq!(codes(&uncovered), ["not_covered"]);
    let (ok, detail) = step(&uncovered, "digest header");
    assert_eq!(ok, Some(false));
    assert!(detail.contains("not covered"), "{detail}");
    // No length was announced, so the body was found last of all.
    assert_eq!(step(&uncovered, "signature").0, Some(true));
}
