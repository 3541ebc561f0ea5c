//! Schemes that are code sign as well: what their checks hash is what is signed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::similar_names,
    clippy::unwrap_in_result
)]

use bytes::Bytes;
use hookseal_core::adapter::RequestHead as _;
use hookseal_core::keys::{KeyedMacs, Keys};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Description, Encoding, HeaderName, HeaderPerKey, Incoming, MemberPart,
    Part, Scheme, SharedToken, SignatureField, SignatureGroups, SignatureScheme, SignedMembers,
    Timestamp, TimestampFormat,
};
use hookseal_core::signing::{Delivery, Draft, SignError, SignedDelivery, Signer};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, BodyCoverage, ConfigError, Rejection, Secret, UnixTime, Verifier};

const FIRST: &str = "3b1c1f9a0d5e47a2b6f0";
const SECOND: &str = "9sX2bLq8w_TnYc4HdKe1";
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn signer(scheme: impl SignatureScheme) -> Signer {
    Signer::new(scheme, secret(FIRST)).unwrap()
}

fn verdict(
    scheme: impl SignatureScheme,
    key: &str,
    signed: &SignedDelivery,
) -> Result<(), Rejection> {
    Verifier::builder(scheme)
        .key(secret(key))
        .clock(ManualClock::new(NOW))
        .build()
        .unwrap()
        .verify(signed, signed.body().to_vec())
        .map(drop)
}

fn delivery(body: &str) -> Delivery<'_> {
    Delivery::new(body).timestamp(NOW)
}

#[test]
fn tokens_stand_where_they_are_looked_for() {
    let header = HeaderName::from_static("X-Token");
    for (scheme, body, name, value) in [
        (
            SharedToken::header("acme", header.clone()),
            "{}",
            "x-token",
            FIRST,
        ),
        (
            SharedToken::prefixed_header("acme", header, "Bearer "),
            "{}",
            "x-token",
            "Bearer 3b1c1f9a0d5e47a2b6f0",
        ),
        (
            SharedToken::basic("acme"),
            "{}",
            "authorization",
            "Basic M2IxYzFmOWEwZDVlNDdhMmI2ZjA=",
        ),
    ] {
        let signed = signer(scheme.clone()).sign(&delivery(body)).unwrap();
        assert_eq!(signed.header(name, 0), Some(value.as_bytes()));
        assert_eq!(signed.body(), body.as_bytes());
        verdict(scheme.clone(), FIRST, &signed).unwrap();
        assert!(verdict(scheme, SECOND, &signed).is_err());
    }
    let scheme = SharedToken::member("acme", "/all/*/state");
    let signed = signer(scheme.clone())
        .sign(&delivery(r#"{"all":[{"n":1.50},{}]}"#))
        .unwrap();
    let expected = format!(r#"{{"all":[{{"n":1.50,"state":"{FIRST}"}},{{"state":"{FIRST}"}}]}}"#);
    assert_eq!(signed.body(), expected.as_bytes());
    verdict(scheme.clone(), FIRST, &signed).unwrap();
    let refused = signer(scheme).sign(&delivery("{}"));
    assert!(matches!(refused, Err(SignError::Unsignable(_))));
}

const MEMBERS: SignedMembers = SignedMembers::new(
    "acme",
    Algorithm::HmacSha256,
    "/mac/value",
    &[MemberPart::Member("/mac/time"), MemberPart::Member("/sum")],
)
.with_separator(":")
.with_items("/items/*")
.with_timestamp(Timestamp::json("/mac/time", TimestampFormat::Seconds).without_freshness());

#[test]
fn each_item_of_a_body_is_signed_for_itself() {
    // Two are the same.
    let body = r#"{"note":1e3,"items":[{"sum":7},{"sum":8},{"sum":7}]}"#;
    let signed = signer(MEMBERS).sign(&delivery(body)).unwrap();
    verdict(MEMBERS, FIRST, &signed).unwrap();
    assert!(verdict(MEMBERS, SECOND, &signed).is_err());
    let text = std::str::from_utf8(signed.body()).unwrap();
    assert!(
        text.starts_with(r#"{"note":1e3,"items":[{"sum":7,"mac":{"value":""#),
        "{text}"
    );
    let changed = text.replace(r#""sum":8"#, r#""sum":9"#);
    let verifier = Verifier::new(MEMBERS, secret(FIRST)).unwrap();
    assert!(verifier.verify(&signed, changed).is_err());
    for body in [r#"{"items":[]}"#, r#"{"items":[{"other":7}]}"#, "{}"] {
        let refused = signer(MEMBERS).sign(&delivery(body));
        assert!(matches!(refused, Err(SignError::Unsignable(_))), "{body}");
    }
}

const fn by(header: HeaderName) -> Scheme {
    Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(header))
}

#[test]
fn each_key_signs_in_its_own_header_or_group() {
    const TWO: HeaderPerKey = HeaderPerKey::new(
        by(HeaderName::from_static("Acme-1")),
        const { &[by(HeaderName::from_static("Acme-2"))] },
    );
    const GROUPS: SignatureGroups = SignatureGroups::new(
        Scheme::new(
            "acme",
            Algorithm::HmacSha256,
            SignatureField::pairs(HeaderName::from_static("Acme"), "v1"),
        )
        .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
        .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] }),
    );
    let both = signer(TWO).and_key(secret(SECOND)).unwrap();
    let signed = both.sign(&delivery("{}")).unwrap();
    verdict(by(HeaderName::from_static("Acme-1")), FIRST, &signed).unwrap();
    verdict(by(HeaderName::from_static("Acme-2")), SECOND, &signed).unwrap();
    let both = signer(GROUPS).and_key(secret(SECOND)).unwrap();
    let signed = both.sign(&delivery("{}")).unwrap();
    for key in [FIRST, SECOND] {
        verdict(GROUPS, key, &signed).unwrap();
    }
    let three = signer(TWO).and_key(secret(SECOND)).unwrap();
    let three = three.and_key(secret("a-third-key-of-its-own")).unwrap();
    assert_eq!(
        three.sign(&delivery("{}")).unwrap_err(),
        SignError::OneKeyOnly
    );
}

/// Signs the *reversed* body, which no template can say.
#[derive(Debug)]
struct Reversed {
    writes: bool,
}

/// The signature, as the head has it.
struct Reversing(Vec<u8>);

const SIGNATURE: HeaderName = HeaderName::from_static("X-Signature");

impl SignatureScheme for Reversed {
    fn description(&self) -> Description {
        Description::new("reversed", Algorithm::HmacSha256, BodyCoverage::Whole)
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        public_url.map(drop).ok_or(ConfigError::PublicUrlNeeded {
            scheme: "reversed".to_owned(),
        })
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let text = incoming
            .only_header(&SIGNATURE)?
            .ok_or(Rejection::MissingSignature { header: SIGNATURE })?;
        let signature = Encoding::Hex.signature(text, Algorithm::HmacSha256);
        let malformed = || Rejection::MalformedSignature { header: SIGNATURE };
        Ok(Box::new(Reversing(signature.ok_or_else(malformed)?)))
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        if !self.writes {
            return Err(SignError::VerifiesOnly);
        }
        let signature = draft.signature(Encoding::Hex);
        draft.push(&SIGNATURE, signature);
        Ok(())
    }
}

impl Claim for Reversing {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        Ok(Box::new(ReversedCheck(keys.macs()?, self.0)))
    }
}

struct ReversedCheck(KeyedMacs, Vec<u8>);

impl Check for ReversedCheck {
    fn update(&mut self, _chunk: &[u8]) {}

    fn finish(mut self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let reversed: Vec<u8> = body.iter().rev().copied().collect();
        self.0.update(&reversed);
        let slot = self.0.matching(&self.1);
        slot.map(Authentic::by).ok_or(Rejection::SignatureMismatch)
    }
}

#[test]
fn a_scheme_written_by_hand_signs_by_its_own_check() {
    let without = signer(Reversed { writes: true });
    assert_eq!(
        without.sign(&delivery("abc")).unwrap_err(),
        SignError::NoPublicUrl
    );
    let with = without.public_url("https://example.com").unwrap();
    let signed = with.sign(&delivery("abc")).unwrap();
    let verifier = |key: &str| {
        let builder = Verifier::builder(Reversed { writes: false }).key(secret(key));
        builder.public_url("https://example.com").build().unwrap()
    };
    verifier(FIRST)
        .verify(&signed, "abc")
        .unwrap()
        .event()
        .unwrap();
    assert!(verifier(FIRST).verify(&signed, "cba").is_err());
    assert!(verifier(SECOND).verify(&signed, "abc").is_err());
    let body = Bytes::from_static(b"abc");
    // By whichever key: it is the same message.
    assert_eq!(
        verifier(SECOND).trace(&signed, body).messages(),
        [b"cba".to_vec()]
    );

    let silent = signer(Reversed { writes: false });
    let silent = silent.public_url("https://example.com").unwrap();
    assert_eq!(
        silent.sign(&delivery("abc")).unwrap_err(),
        SignError::VerifiesOnly
    );
    let two = signer(Reversed { writes: true })
        .and_key(secret(SECOND))
        .unwrap();
    let two = two.public_url("https://example.com").unwrap();
    assert_eq!(
        two.sign(&delivery("abc")).unwrap_err(),
        SignError::OneKeyOnly
    );
}

#[test]
fn a_verifiers_builder_makes_a_signer_of_the_same_scheme() {
    let builder = || Verifier::builder(Reversed { writes: true }).public_url("https://example.com");
    let signed = builder()
        .signer(secret(FIRST))
        .unwrap()
        .sign(&delivery("abc"))
        .unwrap();
    let verifier = builder().key(secret(FIRST)).build().unwrap();
    verifier.verify(&signed, "abc").unwrap().event().unwrap();
}

#[test]
fn messages_are_shown_however_old_and_whoever_signed() {
    const SCHEME: Scheme = by(SIGNATURE).with_message(const { &[Part::literal("x."), Part::Body] });
    let body = Bytes::from_static(b"{}");
    let signed = signer(SCHEME).sign(&delivery("{}")).unwrap();
    let verifier = Verifier::new(SCHEME, secret(SECOND)).unwrap();
    assert_eq!(verifier.trace(&signed, body).messages(), [b"x.{}".to_vec()]);

    let signed = signer(MEMBERS)
        .sign(&delivery(r#"{"items":[{"sum":7},{"sum":8}]}"#))
        .unwrap();
    let body = Bytes::copy_from_slice(signed.body());
    let verifier = Verifier::builder(MEMBERS).key(secret(FIRST));
    let verifier = verifier.without_freshness().build().unwrap();
    assert_eq!(
        verifier.trace(&signed, body.clone()).messages(),
        [b"1700000000:7".to_vec(), b"1700000000:8".to_vec()]
    );
    let token = SharedToken::header("acme", HeaderName::from_static("X-Token"));
    let signed = signer(token.clone()).sign(&delivery("{}")).unwrap();
    let verifier = Verifier::new(token, secret(FIRST)).unwrap();
    assert!(verifier.trace(&signed, body).messages().is_empty());
}

#[cfg(all(feature = "aws-lc", feature = "ed25519"))]
mod private_keys {
    use hookseal_core::PublicKey;
    use hookseal_core::scheme::KeyFormat;
    use hookseal_core::signing::PrivateKey;

    use super::*;

    const KEYS: &[(&str, Algorithm)] = &[
        (include_str!("keys/p256.pem"), Algorithm::EcdsaP256Sha256),
        (
            include_str!("keys/p256_sec1.pem"),
            Algorithm::EcdsaP256Sha256,
        ),
        (include_str!("keys/p384.pem"), Algorithm::EcdsaP384Sha384),
        (include_str!("keys/ed25519.pem"), Algorithm::Ed25519),
        (include_str!("keys/rsa.pem"), Algorithm::RsaV15Sha256),
        (include_str!("keys/rsa.pem"), Algorithm::RsaPssSha512),
        (include_str!("keys/rsa_pkcs1.pem"), Algorithm::RsaV15Sha256),
    ];

    fn private(pem: &str) -> PrivateKey {
        PrivateKey::from_pem(pem).unwrap()
    }

    fn public(pem: &str) -> PublicKey {
        private(pem).public_key().unwrap()
    }

    #[test]
    fn every_kind_of_key_signs_by_its_algorithms_alone() {
        for (pem, algorithm) in KEYS {
            let scheme = || {
                by(SIGNATURE)
                    .with_algorithm(*algorithm)
                    .with_key_format(KeyFormat::Spki)
            };
            let signer = Signer::new(scheme(), private(pem)).unwrap();
            let signed = signer.sign(&delivery("abc")).unwrap();
            let verifier = Verifier::new(scheme(), public(pem)).unwrap();
            verifier.verify(&signed, "abc").unwrap().event().unwrap();
            assert!(verifier.verify(&signed, "abd").is_err());
            for (other, kind) in KEYS {
                let fits = private(other).algorithm() == private(pem).algorithm();
                let taken = Signer::new(scheme(), private(other)).is_ok();
                assert_eq!(taken, fits, "{algorithm} by a key of {kind}");
            }
            assert_eq!(format!("{:?}", private(pem)), "PrivateKey(…)");
        }
    }

    #[test]
    fn what_is_no_private_key_is_refused() {
        let key = include_str!("keys/p256.pem");
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n";
        for (text, reason) in [
            ("", "PEM"),
            (&key[..80], "PEM"),
            (public, "public key"),
            (
                &key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                "decrypt",
            ),
            (&key.replace("PRIVATE KEY", "CERTIFICATE"), "label"),
            (
                &key.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                "not a private key",
            ),
        ] {
            let error = PrivateKey::from_pem(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}

#[cfg(all(feature = "aws-lc", feature = "httpsig"))]
#[test]
fn messages_are_signed_by_every_algorithm_of_rfc_9421() {
    use hookseal_core::httpsig::{MessageSignatures, MessageSigner};
    use hookseal_core::signing::PrivateKey;

    for (pem, algorithm) in [
        (include_str!("keys/p256.pem"), Algorithm::EcdsaP256Sha256),
        (include_str!("keys/p384.pem"), Algorithm::EcdsaP384Sha384),
        (include_str!("keys/ed25519.pem"), Algorithm::Ed25519),
        (include_str!("keys/rsa.pem"), Algorithm::RsaV15Sha256),
        (include_str!("keys/rsa.pem"), Algorithm::RsaPssSha512),
    ] {
        let key = || PrivateKey::from_pem(pem).unwrap();
        let signer = MessageSigner::new("acme", key())
            .unwrap()
            .algorithm(algorithm);
        let signed = signer.sign(&delivery("abc")).unwrap();
        let rules = MessageSignatures::new("acme", algorithm);
        let verifier = Verifier::builder(rules).key(key().public_key().unwrap());
        let verifier = verifier.clock(ManualClock::new(NOW)).build().unwrap();
        verifier.verify(&signed, "abc").unwrap().event().unwrap();
        assert!(verifier.verify(&signed, "abd").is_err());
        let other = signer.algorithm(Algorithm::HmacSha256);
        assert!(other.sign(&delivery("abc")).is_err());
    }
}

#[cfg(feature = "jwt")]
mod tokens {
    use hookseal_core::jwt::JsonWebToken;

    use super::*;

    const HEADER: HeaderName = HeaderName::from_static("Acme-Token");

    #[test]
    fn a_token_says_all_that_is_demanded() {
        let rules = || {
            JsonWebToken::new("acme", Algorithm::HmacSha256, HEADER)
                .bearer()
                .with_issuer("acme")
                .with_issuer("acme-old")
                .with_audience("https://example.com")
                .with_claim("verified", true)
                .with_body_sha256("digest")
                .expires()
                .with_freshness(hookseal_core::Freshness {
                    max_age: std::time::Duration::from_secs(300),
                    max_future: std::time::Duration::ZERO,
                })
        };
        let signed = signer(rules()).sign(&delivery("abc")).unwrap();
        verdict(rules(), FIRST, &signed).unwrap();
        assert!(verdict(rules(), SECOND, &signed).is_err());
        let verifier = Verifier::builder(rules())
            .key(secret(FIRST))
            .clock(ManualClock::new(NOW))
            .build()
            .unwrap();
        assert!(verifier.verify(&signed, "abd").is_err());
        let token = signed.header("acme-token", 0).unwrap();
        let token = std::str::from_utf8(token)
            .unwrap()
            .strip_prefix("Bearer ")
            .unwrap();
        let (message, _) = token.rsplit_once('.').unwrap();
        assert_eq!(
            verifier.trace(&signed, "abc").messages(),
            [message.as_bytes().to_vec()]
        );
    }

    #[cfg(all(feature = "aws-lc", feature = "ed25519"))]
    #[test]
    fn private_keys_sign_tokens() {
        use hookseal_core::Key;
        use hookseal_core::signing::PrivateKey;

        for (pem, algorithm) in [
            (include_str!("keys/p256.pem"), Algorithm::EcdsaP256Sha256),
            (include_str!("keys/ed25519.pem"), Algorithm::Ed25519),
            (include_str!("keys/rsa.pem"), Algorithm::RsaV15Sha256),
            (include_str!("keys/rsa.pem"), Algorithm::RsaPssSha512),
        ] {
            let key = || PrivateKey::from_pem(pem).unwrap();
            let rules = || JsonWebToken::new("acme", algorithm, HEADER).with_body_sha256("digest");
            let signer = Signer::new(rules(), key()).unwrap().key_id("2026");
            let signed = signer.sign(&delivery("abc")).unwrap();
            let named = Key::from(key().public_key().unwrap()).id("2026");
            let verifier = Verifier::builder(rules()).key(named);
            let verifier = verifier.clock(ManualClock::new(NOW)).build().unwrap();
            verifier.verify(&signed, "abc").unwrap().event().unwrap();
        }
    }
}
