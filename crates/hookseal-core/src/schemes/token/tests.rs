use proptest::prelude::*;

use super::*;
use crate::engine::{VerifiedBody, Verifier};
use crate::key::Secret;
use crate::request::RequestHead;

const TOKEN: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const OLD: &str = "an-older-token-that-is-long-enough-to-be-hashed-before-it-is-compared";
const IN_HEADER: SharedToken =
    SharedToken::prefixed_header("acme", HeaderName::from_static("X-Token"), "Bearer ")
        .with_event_id(Source::json("/id"))
        .with_event_type(Source::header("X-Event"))
        .with_attempt(Source::json("/attempt"));
const IN_BODY: SharedToken = SharedToken::member("acme", "/auth/passcode");
const IN_EACH: SharedToken = SharedToken::member("acme", "/value/*/clientState");

struct Head<'a>(&'a [(&'a str, &'a [u8])]);

impl RequestHead for Head<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, occurrence: usize) -> Option<&[u8]> {
        let mut values = self.0.iter().filter(|(other, _)| other == &name);
        values.nth(occurrence).map(|(_, value)| *value)
    }
}

fn judge(
    scheme: &SharedToken,
    headers: &[(&str, &[u8])],
    body: &str,
) -> Result<VerifiedBody, Rejection> {
    let verdict = verifier(scheme).verify(&Head(headers), body.to_owned());
    verdict.map(|outcome| outcome.event().unwrap())
}

fn verifier(scheme: &SharedToken) -> Verifier {
    Verifier::builder(scheme.clone())
        .key(Secret::new(TOKEN).unwrap())
        .key(Secret::new(OLD).unwrap())
        .build()
        .unwrap()
}

fn code(result: Result<VerifiedBody, Rejection>) -> &'static str {
    result.map_or_else(|rejection| rejection.code(), |_| "accept")
}

fn in_header(value: &[u8]) -> &'static str {
    code(judge(&IN_HEADER, &[("X-Token", value)], "{}"))
}

#[test]
fn only_the_whole_token_behind_its_prefix_is_one() {
    assert_eq!(in_header(b"Bearer Jp0_pZ3kXgA7rmVu5RcW"), "accept");
    for other in [
        "Bearer Jp0_pZ3kXgA7rmVu5Rc",
        "Bearer Jp0_pZ3kXgA7rmVu5RcWx",
        "Bearer jp0_pz3kxga7rmvu5rcw",
        "Bearer  Jp0_pZ3kXgA7rmVu5RcW",
        "Bearer Jp0_pZ3kXgA7rmVu5RcW\0",
    ] {
        assert_eq!(
            in_header(other.as_bytes()),
            "signature_mismatch",
            "{other:?}"
        );
    }
    for no_token in [
        "Jp0_pZ3kXgA7rmVu5RcW",
        "Bearer ",
        "bearer Jp0_pZ3kXgA7rmVu5RcW",
    ] {
        assert_eq!(in_header(no_token.as_bytes()), "malformed_signature");
    }
    assert_eq!(in_header(b""), "missing_signature");
    assert_eq!(code(judge(&IN_HEADER, &[], "{}")), "missing_signature");
    let twice: [(&str, &[u8]); 2] = [("X-Token", b"Bearer Jp0_pZ3kXgA7rmVu5RcW"); 2];
    assert_eq!(code(judge(&IN_HEADER, &twice, "{}")), "ambiguous");
}

/// HMAC hashes a key that is longer than a block: the hash must not do in its place.
#[test]
fn the_hash_of_a_long_token_is_no_token() {
    use sha2::{Digest as _, Sha256};

    let hash = Sha256::digest(OLD);
    let value = [b"Bearer ", hash.as_slice()].concat();
    assert_eq!(in_header(&value), "signature_mismatch");
    let value = [b"Bearer ", OLD.as_bytes()].concat();
    assert_eq!(in_header(&value), "accept");
}

#[test]
fn user_and_password_are_a_token() {
    let basic = SharedToken::basic("acme");
    let token = |value: &str| code(judge(&basic, &[("Authorization", value.as_bytes())], "{}"));
    let encoded = STANDARD.encode(TOKEN);
    assert_eq!(token(&format!("Basic {encoded}")), "accept");
    assert_eq!(token(&format!("basic {encoded}")), "accept");
    assert_eq!(
        token("Basic dXNlcjpwYXNzd29yZC10aGF0LWlzLWxvbmc="),
        "signature_mismatch"
    );
    for no_token in [
        "Basic ",
        "Basic",
        "Basic ????",
        &format!("Bearer {encoded}"),
        TOKEN,
    ] {
        assert_eq!(token(no_token), "malformed_signature", "{no_token}");
    }
    assert_eq!(code(judge(&basic, &[], "{}")), "missing_signature");
}

#[test]
fn nothing_of_the_body_counts_as_signed() {
    let head: [(&str, &[u8]); 2] = [
        ("X-Token", b"Bearer Jp0_pZ3kXgA7rmVu5RcW"),
        ("X-Event", b"push"),
    ];
    let event = judge(&IN_HEADER, &head, r#"{"id":"e1","attempt":2}"#).unwrap();
    assert_eq!(event.coverage(), BodyCoverage::Nothing);
    let id = event.id().unwrap();
    assert_eq!((id.claimed(), id.signed()), ("e1", None));
    let kind = event.event_type().unwrap();
    assert_eq!((kind.claimed(), kind.signed()), ("push", None));
    assert_eq!(event.attempt(), Some(2));
}

#[test]
fn the_key_that_fits_is_named() {
    let value = [b"Bearer ", OLD.as_bytes()].concat();
    let event = judge(&IN_HEADER, &[("X-Token", &value)], "{}").unwrap();
    assert_eq!(event.key_index(), 1);
}

#[test]
fn a_token_in_the_body_is_found_at_its_place_only() {
    let body = |body: &str| code(judge(&IN_BODY, &[], body));
    let right = r#"{"a":{"passcode":"no"},"auth":{"x":[1,{}],"passcode":"Jp0_pZ3kXgA7rmVu5RcW"}}"#;
    assert_eq!(body(right), "accept");
    assert_eq!(
        body(r#"{"auth":{"passcode":"another-token-that-is-long"}}"#),
        "signature_mismatch"
    );
    for without in [
        "{}",
        r#"{"auth":{}}"#,
        r#"{"auth":{"passcode":""}}"#,
        r#"{"auth":null}"#,
    ] {
        assert_eq!(body(without), "missing_signature", "{without}");
    }
    for broken in [
        "",
        "{",
        "[]",
        "token",
        &right.replace("}}", "}"),
        &format!("{right}x"),
        r#"{"auth":"Jp0_pZ3kXgA7rmVu5RcW"}"#,
        r#"{"auth":{"passcode":["Jp0_pZ3kXgA7rmVu5RcW"]}}"#,
    ] {
        assert_eq!(body(broken), "malformed_body", "{broken}");
    }
    let elsewhere = r#"{"passcode":"Jp0_pZ3kXgA7rmVu5RcW"}"#;
    assert_eq!(body(elsewhere), "missing_signature");
}

/// One reader takes the first, another the last.
#[test]
fn a_member_that_occurs_twice_is_refused() {
    for twice in [
        r#"{"auth":{"passcode":"no","passcode":"Jp0_pZ3kXgA7rmVu5RcW"}}"#,
        r#"{"auth":{"passcode":"Jp0_pZ3kXgA7rmVu5RcW"},"auth":{}}"#,
        r#"{"auth":{"passcode":"Jp0_pZ3kXgA7rmVu5RcW","passcod\u0065":"no"}}"#,
    ] {
        assert_eq!(
            code(judge(&IN_BODY, &[], twice)),
            "malformed_body",
            "{twice}"
        );
    }
}

#[test]
fn every_element_must_have_the_token() {
    let body = |body: &str| code(judge(&IN_EACH, &[], body));
    let good = r#"{"id":1,"clientState":"Jp0_pZ3kXgA7rmVu5RcW"}"#;
    assert_eq!(body(&format!(r#"{{"value":[{good},{good}]}}"#)), "accept");
    for (element, expected) in [
        (
            r#"{"clientState":"another-token-that-is-long"}"#,
            "signature_mismatch",
        ),
        (r#"{"id":2}"#, "missing_signature"),
        ("7", "malformed_body"),
    ] {
        for list in [format!("{good},{element}"), format!("{element},{good}")] {
            let list = format!(r#"{{"value":[{list}]}}"#);
            assert_eq!(body(&list), expected, "{list}");
        }
    }
    // Each is a token of this verifier: of two subscriptions that are sent together.
    let old = format!(r#"{{"clientState":"{OLD}"}}"#);
    assert_eq!(body(&format!(r#"{{"value":[{good},{old}]}}"#)), "accept");
    let many: Vec<_> = (0..10_000)
        .map(|number| format!(r#"{{"clientState":"{number}"}}"#))
        .collect();
    let many = format!(r#"{{"value":[{}]}}"#, many.join(","));
    assert_eq!(body(&many), "signature_mismatch");
    assert_eq!(body(r#"{"value":[]}"#), "missing_signature");
}

#[test]
fn another_header_counts_where_the_first_is_not_there() {
    let scheme = SharedToken::header("acme", HeaderName::from_static("X-Token"))
        .with_other_header(HeaderName::from_static("Authorization"), "Bearer ");
    let bearer = format!("Bearer {TOKEN}");
    let (own, other): ((_, &[u8]), (_, &[u8])) = (
        ("X-Token", TOKEN.as_bytes()),
        ("Authorization", bearer.as_bytes()),
    );
    let wrong: (_, &[u8]) = ("X-Token", b"another-token-that-is-long");
    for (headers, expected) in [
        (&[own][..], "accept"),
        (&[other], "accept"),
        (&[own, other], "accept"),
        (&[wrong, other], "signature_mismatch"),
        (&[("X-Token", b""), other], "missing_signature"),
        (
            &[("Authorization", TOKEN.as_bytes())],
            "malformed_signature",
        ),
        (&[], "missing_signature"),
        (&[other, other], "ambiguous"),
    ] {
        assert_eq!(code(judge(&scheme, headers, "{}")), expected, "{headers:?}");
    }
}

#[test]
fn weak_tokens_and_paths_that_lead_nowhere_are_refused() {
    let build = |scheme, token: &str| Verifier::new(scheme, Secret::new(token).unwrap());
    assert!(matches!(
        build(IN_HEADER, "too-short").unwrap_err(),
        ConfigError::SecretTooShort { .. }
    ));
    for path in ["", "passcode", "/a~1b"] {
        assert!(matches!(
            build(SharedToken::member("acme", path), TOKEN).unwrap_err(),
            ConfigError::InvalidScheme { .. }
        ));
    }
}

proptest! {
    #[test]
    fn nothing_else_is_a_token(value in proptest::collection::vec(any::<u8>(), 0..90)) {
        prop_assume!(value != TOKEN.as_bytes() && value != OLD.as_bytes());
        let value = [b"Bearer ", value.as_slice()].concat();
        prop_assert!(in_header(&value) != "accept");
    }

    #[test]
    fn no_body_panics(body in ".{0,64}") {
        prop_assert!(code(judge(&IN_BODY, &[], &body)) != "accept");
        prop_assert!(code(judge(&IN_EACH, &[], &body)) != "accept");
    }
}
