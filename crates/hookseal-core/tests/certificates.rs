//! Public keys that come in X.509 certificates.

#![cfg(all(feature = "aws-lc", feature = "ed25519", feature = "x509"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, ConfigError, Key, PublicKey, Secret, UnixTime, Verifier};
use proptest::prelude::*;
use serde_json::Value;

/// Made for vectors, and valid from 2020 to 2120 unless its name says otherwise.
fn pem(name: &str) -> String {
    const KEYS: &str = include_str!("../../../tests/vectors/scripts/data/x509.json");
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    keys[name].as_str().unwrap().to_owned()
}

fn scheme(algorithm: Algorithm) -> Scheme {
    Scheme::new(
        "certified",
        algorithm,
        SignatureField::plain(HeaderName::from_static("X-Signature")).base64(),
    )
    .with_key_format(KeyFormat::Certificate)
}

fn build(text: &str) -> Result<Verifier, ConfigError> {
    Verifier::new(scheme(Algorithm::RsaV15Sha256), PublicKey::new(text)?)
}

#[test]
fn a_certificate_is_a_key() {
    let certificate = pem("sns");
    for good in [
        certificate.clone(),
        format!("\n{certificate}"),
        certificate.replace('\n', "\r\n"),
        // Those that vouch for it are passed over.
        format!("{certificate}{}", pem("paypal")),
    ] {
        assert!(build(&good).is_ok(), "{good}");
    }
    // Two certificates of one key are one key.
    let twice = Verifier::builder(scheme(Algorithm::RsaV15Sha256))
        .key(PublicKey::new(pem("sns")).unwrap())
        .key(PublicKey::new(pem("paypal")).unwrap())
        .build();
    assert!(matches!(twice, Err(ConfigError::EquivalentKeys { .. })));
}

#[test]
fn a6_what_is_no_certificate_is_refused_when_built() {
    let certificate = pem("sns");
    let half = &certificate[..certificate.len() / 2];
    for bad in [
        half,
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----",
        "certificate",
        &pem("private_key"),
        &format!("{certificate}garbage"),
    ] {
        assert!(
            matches!(build(bad), Err(ConfigError::InvalidKey { .. })),
            "{bad}"
        );
    }
    // Another kind of key than the algorithm's.
    for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256Sha256] {
        let built = Verifier::new(scheme(algorithm), PublicKey::new(pem("sns")).unwrap());
        assert!(matches!(built, Err(ConfigError::InvalidKey { .. })));
    }
    // No format of secrets, and no certificate where a bare key is wanted.
    let secret = Secret::new(certificate.replace('\n', "")).unwrap();
    let hmac = Verifier::new(scheme(Algorithm::HmacSha256), secret);
    assert!(matches!(hmac, Err(ConfigError::InvalidKey { .. })));
    let bare = scheme(Algorithm::RsaV15Sha256).with_key_format(KeyFormat::Spki);
    let built = Verifier::new(bare, PublicKey::new(certificate).unwrap());
    assert!(matches!(built, Err(ConfigError::InvalidKey { .. })));
}

struct Signed;

impl RequestHead for Signed {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        // 258 bytes, which no key here can have signed.
        const NONE: &[u8] = &[b'A'; 344];
        let there = nth == 0 && name.eq_ignore_ascii_case("x-signature");
        there.then_some(NONE)
    }
}

/// `unknown_key` where no key is valid now, and else what is wrong with the signature.
fn at(key: Key, seconds: u64) -> &'static str {
    let verifier = Verifier::builder(scheme(Algorithm::RsaV15Sha256))
        .key(key)
        .clock(ManualClock::new(UnixTime::from_secs(seconds)))
        .build()
        .unwrap();
    verifier.verify(&Signed, "").unwrap_err().code()
}

#[test]
fn j6_k11_a_certificate_is_used_only_while_it_is_valid() {
    /// 2020-01-01 and 2022-01-01.
    const START: u64 = 1_577_836_800;
    const END: u64 = 1_640_995_200;
    let key = || Key::from(PublicKey::new(pem("sns_expired")).unwrap());
    for (seconds, verdict) in [
        (START - 1, "unknown_key"),
        (START, "signature_mismatch"),
        (END, "signature_mismatch"),
        (END + 1, "unknown_key"),
    ] {
        assert_eq!(at(key(), seconds), verdict, "{seconds}");
    }
    // The app can narrow that, and not widen it.
    let time = UnixTime::from_secs;
    let narrow = || key().not_before(time(START + 10)).not_after(time(END - 10));
    assert_eq!(at(narrow(), START + 9), "unknown_key");
    assert_eq!(at(narrow(), START + 10), "signature_mismatch");
    assert_eq!(at(narrow(), END - 9), "unknown_key");
    let wide = || key().not_before(time(0)).not_after(time(END + 10));
    assert_eq!(at(wide(), START - 1), "unknown_key");
    assert_eq!(at(wide(), END + 1), "unknown_key");
}

proptest! {
    /// Whoever serves certificates can serve anything.
    #[test]
    fn broken_certificates_do_no_harm(at in 0_usize..1_200, byte in 0_u8..128, cut in 0_usize..1_200) {
        let mut text = pem("sns").into_bytes();
        let length = text.len();
        text[at % length] = byte;
        text.truncate(length - cut % 40);
        if let Ok(text) = String::from_utf8(text) {
            let _ = build(&text);
        }
    }
}
