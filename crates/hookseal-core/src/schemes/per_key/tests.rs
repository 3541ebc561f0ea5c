use base16ct::lower::encode_string;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::*;
use crate::crypto::Algorithm;
use crate::engine::{VerifiedBody, Verifier};
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::request::RequestHead;
use crate::schemes::{SignatureField, Timestamp};
use crate::time::TimestampFormat;

const FIRST: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const SECOND: &str = "9sX2bLq8w_TnYc4HdKe1";
const ONE: HeaderName = HeaderName::from_static("Sig-1");
const TWO: HeaderName = HeaderName::from_static("Sig-2");
const BOTH: HeaderPerKey = HeaderPerKey::new(by(ONE), const { &[by(TWO)] });

const fn by(header: HeaderName) -> Scheme {
    Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(header))
}

struct Head<'a>(&'a [(&'a str, &'a str)]);

impl RequestHead for Head<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.0.iter().filter(|(other, _)| *other == name);
        values.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

fn sign(secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(b"{}");
    encode_string(&mac.finalize().into_bytes())
}

fn verifier(keys: &[&str]) -> Verifier {
    keys.iter()
        .fold(Verifier::builder(BOTH), |builder, key| {
            builder.key(Secret::new(*key).unwrap())
        })
        .build()
        .unwrap()
}

fn judge(keys: &[&str], headers: &[(&str, &str)]) -> Result<VerifiedBody, Rejection> {
    let verdict = verifier(keys).verify(&Head(headers), "{}");
    verdict.map(|outcome| outcome.event().unwrap())
}

fn code(keys: &[&str], headers: &[(&str, &str)]) -> &'static str {
    judge(keys, headers).map_or_else(|rejection| rejection.code(), |_| "accept")
}

#[test]
fn one_right_signature_is_enough() {
    let (one, two) = (&*sign(FIRST), &*sign(SECOND));
    let both = [FIRST, SECOND];
    for headers in [
        &[("Sig-1", one), ("Sig-2", two)][..],
        &[("Sig-1", one)],
        &[("Sig-2", two)],
        &[("Sig-1", one), ("Sig-2", "x")],
        &[("Sig-1", ""), ("Sig-2", two)],
        &[("Sig-1", two), ("Sig-2", two)],
    ] {
        assert_eq!(code(&both, headers), "accept", "{headers:?}");
    }
    let event = judge(&both, &[("Sig-1", "00"), ("Sig-2", two)]).unwrap();
    assert_eq!(event.key_index(), 1);
}

#[test]
fn a_key_is_tried_for_its_own_header_alone() {
    let (one, two) = (&*sign(FIRST), &*sign(SECOND));
    let both = [FIRST, SECOND];
    assert_eq!(
        code(&both, &[("Sig-1", two), ("Sig-2", one)]),
        "signature_mismatch"
    );
    assert_eq!(code(&both, &[("Sig-2", one)]), "signature_mismatch");
    assert_eq!(code(&[FIRST], &[("Sig-1", one), ("Sig-2", two)]), "accept");
    assert_eq!(code(&[FIRST], &[("Sig-2", two)]), "unknown_key");
    assert_eq!(code(&[SECOND], &[("Sig-2", two)]), "unknown_key");
}

#[test]
fn what_is_wrong_with_what_is_there_is_said() {
    let one = &*sign(FIRST);
    let both = [FIRST, SECOND];
    assert_eq!(code(&both, &[]), "missing_signature");
    assert_eq!(
        code(&both, &[("Sig-1", ""), ("Sig-2", "")]),
        "missing_signature"
    );
    assert_eq!(code(&both, &[("Sig-2", "x")]), "malformed_signature");
    assert_eq!(code(&both, &[("Sig-1", one), ("Sig-1", one)]), "ambiguous");
}

#[test]
fn what_could_not_be_told_apart_is_refused() {
    const fn timed(field: SignatureField, timestamp: Timestamp) -> Scheme {
        by(ONE)
            .with_signature(field)
            .with_timestamp(timestamp)
            .with_message(
                const {
                    &[
                        crate::schemes::Part::Timestamp,
                        crate::schemes::Part::literal("."),
                        crate::schemes::Part::Body,
                    ]
                },
            )
    }
    const fn in_pair(header: HeaderName) -> Scheme {
        let timestamp = Timestamp::pair("t", TimestampFormat::Seconds);
        timed(SignatureField::pairs(header, "v1"), timestamp)
    }
    const fn in_list(header: HeaderName) -> Scheme {
        let timestamp = Timestamp::first(TimestampFormat::Seconds);
        timed(SignatureField::list(header), timestamp)
    }
    for scheme in [
        HeaderPerKey::new(in_pair(ONE), const { &[in_pair(TWO)] }),
        HeaderPerKey::new(in_list(ONE), const { &[in_list(TWO)] }),
        HeaderPerKey::new(
            by(ONE),
            const { &[by(TWO).with_algorithm(Algorithm::HmacSha512)] },
        ),
    ] {
        let built = Verifier::new(scheme, Secret::new(FIRST).unwrap());
        assert!(matches!(built, Err(ConfigError::InvalidScheme { .. })));
    }
}
