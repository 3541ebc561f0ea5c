use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_core::{Key, Secret, VerifiedBody, Verifier};
use proptest::prelude::*;
use sha1::Sha1;

use super::*;

const SECRET: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const URL: &str = "https://example.com/hooks?a=1";
const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");
const PLAIN: UrlAndForm = UrlAndForm::new("plain", Algorithm::HmacSha1, SIGNATURE);
const FULL: UrlAndForm = UrlAndForm::new("full", Algorithm::HmacSha1, SIGNATURE)
    .with_settings(Settings {
        header: HeaderName::from_static("X-Settings"),
        algorithm: "HMAC_SHA1",
        demanded: false,
    })
    .with_repeated_names()
    .with_any_port()
    .with_digest_parameter("bodySHA256");

struct Head {
    target: String,
    headers: Vec<(&'static str, String)>,
}

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self
            .headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        values.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

fn sign(message: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn judge(
    scheme: &UrlAndForm,
    base: &str,
    head: &Head,
    body: &str,
) -> Result<VerifiedBody, Rejection> {
    let verdict = keyed(scheme, base, key()).verify(head, body.to_owned());
    verdict.map(|outcome| outcome.event().unwrap())
}

fn key() -> Key {
    Key::from(Secret::new(SECRET).unwrap())
}

fn keyed(scheme: &UrlAndForm, base: &str, key: Key) -> Verifier {
    Verifier::builder(scheme.clone())
        .key(key)
        .public_url(base)
        .build()
        .unwrap()
}

fn code<T>(result: Result<T, Rejection>) -> &'static str {
    result.map_or_else(|rejection| rejection.code(), |_| "accept")
}

/// A form posted to [`URL`], with a signature of `message` behind it.
fn form(message: &str) -> Head {
    Head {
        target: "/hooks?a=1".to_owned(),
        headers: vec![
            (
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
            ),
            ("X-Signature", sign(&format!("{URL}{message}"))),
        ],
    }
}

fn posted(scheme: &UrlAndForm, message: &str, body: &str) -> &'static str {
    code(judge(scheme, "https://example.com", &form(message), body))
}

#[test]
fn fields_are_signed_decoded_and_by_name() {
    assert_eq!(posted(&PLAIN, "a1+bz é", "b=z+%C3%A9&a=1%2B"), "accept");
    assert_eq!(posted(&PLAIN, "", ""), "accept");
    for other in ["b=z+%C3%A9&a=2", "b=z+%C3%A9&a=1%2B&c=", "b=z+%C3%A9", ""] {
        assert_eq!(
            posted(&PLAIN, "a1+bz é", other),
            "signature_mismatch",
            "{other}"
        );
    }
}

#[test]
fn a_name_that_occurs_again_is_signed_once_for_each_value_or_refused() {
    assert_eq!(posted(&FULL, "a1a2b3", "a=2&b=3&a=1&a=2"), "accept");
    assert_eq!(
        posted(&PLAIN, "a1a2b3", "a=2&b=3&a=1&a=2"),
        "malformed_body"
    );
}

/// Both decode to U+FFFD, so one could stand for the other.
#[test]
fn what_is_no_utf8_is_refused() {
    assert_eq!(posted(&PLAIN, "a\u{FFFD}", "a=%EF%BF%BD"), "accept");
    assert_eq!(posted(&PLAIN, "a\u{FFFD}", "a=%FF"), "malformed_body");
    let many = "a&".repeat(1_001);
    assert_eq!(posted(&FULL, "a", &many), "malformed_body");
}

#[test]
fn a_body_that_is_no_form_is_signed_by_its_digest_or_refused() {
    // SHA-256 of `{}`
    let digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let json = |target: &str| Head {
        target: target.to_owned(),
        headers: vec![
            ("Content-Type", "application/json".to_owned()),
            ("X-Signature", sign(&format!("https://example.com{target}"))),
        ],
    };
    let judged = |scheme: &UrlAndForm, target: &str, body: &str| {
        code(judge(scheme, "https://example.com", &json(target), body))
    };
    let target = format!("/hooks?a=1&bodySHA256={digest}");
    assert_eq!(judged(&FULL, &target, "{}"), "accept");
    assert_eq!(judged(&FULL, &target, "{ }"), "signature_mismatch");
    assert_eq!(judged(&FULL, &target, ""), "signature_mismatch");
    assert_eq!(judged(&FULL, "/hooks?a=1", "{}"), "malformed_body");
    assert_eq!(judged(&FULL, "/hooks?a=1", ""), "accept");
    let twice = format!("{target}&bodySHA256={digest}");
    assert_eq!(judged(&FULL, &twice, "{}"), "ambiguous");
    assert_eq!(judged(&FULL, "/hooks?bodySHA256=7", "{}"), "ambiguous");
    // A sender without digests has forms alone.
    assert_eq!(judged(&PLAIN, &target, "{}"), "malformed_body");
}

#[test]
fn the_url_is_the_apps_with_or_without_its_port() {
    let judged = |scheme: &UrlAndForm, signed: &str, base: &str| {
        let mut head = form("");
        head.headers[1].1 = sign(&format!("{signed}/hooks?a=1b2"));
        head.headers.push(("Host", "evil.example".to_owned()));
        code(judge(scheme, base, &head, "b=2"))
    };
    for (signed, base) in [
        ("https://example.com", "https://example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://example.com:80", "http://example.com"),
        ("https://example.com", "https://example.com:8443"),
        (
            "https://example.com:8443/base",
            "https://example.com:8443/base",
        ),
        (
            "https://u:p@example.com/base",
            "https://u:p@example.com:81/base",
        ),
        ("https://[::1]:443", "https://[::1]"),
        ("https://[::1]", "https://[::1]:444"),
    ] {
        assert_eq!(judged(&FULL, signed, base), "accept", "{signed} {base}");
        let exact = if signed == base {
            "accept"
        } else {
            "signature_mismatch"
        };
        assert_eq!(judged(&PLAIN, signed, base), exact, "{signed} {base}");
    }
    for (signed, base) in [
        ("https://evil.example", "https://example.com"),
        ("http://example.com", "https://example.com"),
        ("https://example.com:80", "https://example.com"),
        ("https://example.com:8443", "https://example.com"),
    ] {
        assert_eq!(
            judged(&FULL, signed, base),
            "signature_mismatch",
            "{signed}"
        );
    }
}

#[test]
fn settings_agree_with_the_scheme_and_choose_the_key() {
    let with = |settings: &[&str], key_id: Option<&str>| {
        let mut head = form("a1");
        for value in settings {
            head.headers.push(("X-Settings", (*value).to_owned()));
        }
        let key = match key_id {
            Some(id) => key().id(id),
            None => key(),
        };
        code(keyed(&FULL, "https://example.com", key).verify(&head, "a=1"))
    };
    assert_eq!(with(&[], None), "accept");
    assert_eq!(with(&["key=k1,algorithm=HMAC_SHA1"], None), "accept");
    assert_eq!(with(&["key=k1, algorithm=HMAC_SHA1"], Some("k1")), "accept");
    assert_eq!(
        with(&["key=k2,algorithm=HMAC_SHA1"], Some("k1")),
        "unknown_key"
    );
    assert_eq!(with(&[], Some("k1")), "unknown_key");
    for own in ["key=k1", "algorithm=hmac_sha1", "x"] {
        assert_eq!(with(&[own], None), "accept", "{own}");
    }
    for other in ["key=k1,algorithm=HMAC_SHA256", "algorithm=", "algorithm=x"] {
        assert_eq!(with(&[other], None), "unsupported_algorithm", "{other}");
    }
    for two in [
        "algorithm=HMAC_SHA256,algorithm=HMAC_SHA1",
        "key=a,key=b,algorithm=HMAC_SHA1",
    ] {
        assert_eq!(with(&[two], None), "ambiguous", "{two}");
    }
    let twice = ["key=k1,algorithm=HMAC_SHA1"; 2];
    assert_eq!(with(&twice, None), "ambiguous");
    let demanded = FULL.with_settings(Settings {
        header: HeaderName::from_static("X-Settings"),
        algorithm: "HMAC_SHA1",
        demanded: true,
    });
    assert_eq!(posted(&demanded, "a1", "a=1"), "unsupported_algorithm");
    let mut head = form("a1");
    head.headers.push(("X-Settings", "key=k1".to_owned()));
    let unnamed = judge(&demanded, "https://example.com", &head, "a=1");
    assert_eq!(code(unnamed), "unsupported_algorithm");
}

#[test]
fn a_query_may_be_signed_with_other_escapes() {
    for (target, expected) in [
        ("/a", None),
        ("/a?", Some(["/a?", "/a?"])),
        ("/a?b=c", Some(["/a?b=c", "/a?b=c"])),
        ("/a?b='c'", Some(["/a?b=%27c%27", "/a?b='c'"])),
        (
            "/a?b=%27&c=+%2b",
            Some(["/a?b=%27&c=+%2b", "/a?b='&c=%20%2B"]),
        ),
        ("/a?b", Some(["/a?b", "/a?b="])),
        ("/a?b=1&c=2&b=3", Some(["/a?b=1&c=2&b=3", "/a?b=1&b=3&c=2"])),
        (
            "/a\"{?b=<\"",
            Some(["/a%22%7B?b=%3C%22", "/a%22%7B?b=%3C%22"]),
        ),
        ("/a?b=%FF", None),
    ] {
        let found = target::other_escapes(target);
        let found = found.as_ref().map(|two| two.each_ref().map(String::as_str));
        assert_eq!(found, expected, "{target}");
    }
}

/// Replay protection knows what one signature holds for by one key.
#[test]
fn targets_that_have_one_signature_are_one_delivery() {
    let lenient = FULL.with_other_escapes();
    let apart = |scheme: &UrlAndForm, target: &str, signed: &str| {
        let mut head = form("");
        target.clone_into(&mut head.target);
        let url = format!("https://example.com{signed}a1");
        head.headers[1].1 = sign(&url);
        assert_eq!(
            code(judge(scheme, "https://example.com", &head, "a=1")),
            "accept"
        );
        let mut parts = Vec::new();
        let body = bytes::Bytes::from_static(b"a=1");
        let facts = EventFacts::new();
        let delivered = Delivered::new(&head, &body, &facts);
        scheme
            .event_identity(&delivered, &mut |part| parts.push(part.to_vec()))
            .unwrap();
        parts
    };
    let written = "/a?b='c'&d=%20";
    let one = apart(&lenient, written, written);
    for same in ["/a?b='c'&d=+", "/a?b=%27c%27&d=%20", "/a?b='%63'&d=+"] {
        assert_eq!(apart(&lenient, same, written), one, "{same}");
        assert_ne!(apart(&FULL, same, same), one, "{same}");
    }
    let other = "/a?b='d'&d=%20";
    assert_ne!(apart(&lenient, other, other), one);
}

#[test]
fn the_signature_is_one_and_of_its_length() {
    let with = |values: &[&str]| {
        let mut head = form("");
        head.headers.truncate(1);
        for value in values {
            head.headers.push(("X-Signature", (*value).to_owned()));
        }
        code(judge(&PLAIN, "https://example.com", &head, "a=1"))
    };
    assert_eq!(with(&[]), "missing_signature");
    assert_eq!(with(&[""]), "missing_signature");
    assert_eq!(with(&["AAAA"]), "malformed_signature");
    assert_eq!(with(&[&sign(""), &sign("")]), "ambiguous");
    assert_eq!(with(&[&sign("")]), "signature_mismatch");
}

#[test]
fn the_public_url_must_be_known() {
    let built = Verifier::new(PLAIN, Secret::new(SECRET).unwrap());
    assert!(matches!(built, Err(ConfigError::PublicUrlNeeded { .. })));
}

proptest! {
    #[test]
    fn whatever_is_in_the_fields(pairs in proptest::collection::btree_map(".{0,8}", ".{0,8}", 0..6)) {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&pairs)
            .finish();
        let message: String = pairs.iter().flat_map(|(name, value)| [&**name, &**value]).collect();
        prop_assert_eq!(posted(&PLAIN, &message, &body), "accept");
        let other = format!("{message}x");
        prop_assert_eq!(posted(&PLAIN, &other, &body), "signature_mismatch");
    }

    #[test]
    fn no_body_panics(body in ".{0,64}") {
        let _ = posted(&FULL, "a", &body);
    }
}
