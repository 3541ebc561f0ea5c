#![allow(clippy::similar_names)] // a verifier and what it verified

use proptest::prelude::*;

use super::*;
use crate::crypto::Algorithm;
use crate::engine::Verifier;
use crate::header_name::HeaderName;
use crate::schemes::{Scheme, SignatureField};
use crate::time::ManualClock;

const GOOD: &str = "6f1d9a52c3e84b70a1f5";

fn rules(format: KeyFormat) -> SecretRules {
    SecretRules {
        scheme: "acme".to_owned(),
        algorithm: Algorithm::HmacSha256,
        format,
        min_bytes: 16,
        allow_weak: false,
        api_keys: false,
    }
}

fn weak_allowed(format: KeyFormat) -> SecretRules {
    SecretRules {
        allow_weak: true,
        ..rules(format)
    }
}

fn ring(keys: impl Into<KeyRing>, rules: &SecretRules) -> Result<PreparedKeys, ConfigError> {
    PreparedKeys::new(&keys.into(), rules)
}

fn text(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

#[track_caller]
fn refused(secret: Secret, rules: &SecretRules) -> ConfigError {
    ring(secret, rules).map(|_| ()).unwrap_err()
}

#[test]
fn k1_an_empty_secret_is_refused_when_built() {
    for empty in ["", " ", "\n", "\t\r\n", "\u{a0}\u{2003}"] {
        assert_eq!(Secret::new(empty).unwrap_err(), ConfigError::EmptySecret);
        assert_eq!(
            Secret::trimmed(empty).unwrap_err(),
            ConfigError::EmptySecret
        );
    }
    assert_eq!(
        Secret::from_bytes([]).unwrap_err(),
        ConfigError::EmptySecret
    );
    for format in [KeyFormat::Utf8, KeyFormat::Hex, KeyFormat::base64()] {
        assert_eq!(
            ring(KeyRing::new(), &rules(format)).unwrap_err(),
            ConfigError::NoKey
        );
    }
}

#[test]
fn k2_zeros_and_one_byte_repeated_are_refused() {
    assert_eq!(
        Secret::from_bytes([0; 64]).unwrap_err(),
        ConfigError::EmptySecret
    );
    // Zeros that only decoding brings to light: not even as a weak secret.
    for rules in [rules(KeyFormat::Hex), weak_allowed(KeyFormat::Hex)] {
        assert_eq!(
            refused(text(&"0".repeat(64)), &rules),
            ConfigError::EmptySecret
        );
    }
    for same in ["aaaaaaaaaaaaaaaaaaaaaaaa", "------------------------"] {
        assert_eq!(
            refused(text(same), &rules(KeyFormat::Utf8)),
            ConfigError::WeakSecret
        );
    }
    let blanks = Secret::from_bytes(vec![b' '; 32]).unwrap();
    assert_eq!(
        refused(blanks, &rules(KeyFormat::Utf8)),
        ConfigError::WeakSecret
    );
}

#[test]
fn k3_a_short_secret_is_refused_with_its_figure_and_taken_only_by_name() {
    let short = |actual| ConfigError::SecretTooShort {
        actual,
        minimum: 16,
    };
    let utf8 = rules(KeyFormat::Utf8);
    assert_eq!(refused(text("bqkhzrmd3814726"), &utf8), short(15));
    assert!(ring(text("bqkhzrmd38147265"), &utf8).is_ok());
    // What counts is the key, not its text.
    assert_eq!(
        refused(
            text("00112233445566778899aabbccddee"),
            &rules(KeyFormat::Hex)
        ),
        short(15)
    );
    assert!(ring(text("a"), &weak_allowed(KeyFormat::Utf8)).is_ok());
}

#[test]
fn k4_base64_is_decoded_whole_or_not_at_all() {
    let whsec = || rules(KeyFormat::prefixed_base64("whsec_"));
    let malformed = |secret: &str| {
        matches!(
            refused(text(secret), &whsec()),
            ConfigError::InvalidKey { .. }
        )
    };
    for secret in [
        "whsec_!!!!",
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ!",
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ",
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw=",
        "whsec_whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "v1,whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "WHSEC_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "whsec_ Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ-_XJw",
    ] {
        assert!(malformed(secret), "{secret}");
    }
    assert_eq!(refused(text("whsec_"), &whsec()), ConfigError::EmptySecret);
    for secret in [
        "whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
        "Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw",
    ] {
        assert!(ring(text(secret), &whsec()).is_ok(), "{secret}");
    }
    for secret in [
        "6f1d9a52c3e84b70a1f5zz",
        "6f1d9a52c3e84b70a1f5a1f51",
        "0x6f1d9a52c3e84b70",
    ] {
        let error = refused(text(secret), &weak_allowed(KeyFormat::Hex));
        assert!(matches!(error, ConfigError::InvalidKey { .. }), "{secret}");
    }
}

#[test]
fn k5_keys_that_hmac_takes_for_one_are_refused_in_a_ring() {
    use sha2::{Digest as _, Sha256};
    let long = [b'x', b'y'].repeat(40);
    let pair = |one: &[u8], other: &[u8]| {
        let ring = KeyRing::new()
            .with(Secret::from_bytes(one).unwrap())
            .with(Secret::from_bytes(other).unwrap());
        PreparedKeys::new(&ring, &weak_allowed(KeyFormat::Utf8))
    };
    let same = ConfigError::EquivalentKeys {
        first: 0,
        second: 1,
    };
    assert_eq!(pair(b"key-of-ours", b"key-of-ours").unwrap_err(), same);
    assert_eq!(pair(&long, &Sha256::digest(&long)).unwrap_err(), same);
    assert!(pair(b"key-of-ours", b"key-of-theirs").is_ok());

    // Zeros at the end: one random key in 256 has one, so it is no error by itself.
    assert_eq!(pair(b"key-of-ours", b"key-of-ours\0").unwrap_err(), same);
    let ring = KeyRing::new().with(text("ab01")).with(text("ab010000"));
    let hex = weak_allowed(KeyFormat::Hex);
    assert_eq!(PreparedKeys::new(&ring, &hex).unwrap_err(), same);
    assert!(Secret::from_bytes(*b"secret\0").is_ok());
    assert!(Secret::new("secret\0").is_err());
}

/// HMAC fills keys up with zeros, so those at the end are none.
#[test]
fn k2_zeros_at_the_end_count_for_nothing_whatever_is_allowed() {
    let padded = |bytes: usize, zeros: usize| {
        let random =
            &b"\x9c\x41\xd7\xa2\xe0\x5b\x83\xf6\x60\x1c\x2d\x4e\x8f\xa9\x7b\x35\xd1"[..bytes];
        Secret::from_bytes([random, &vec![0; zeros]].concat()).unwrap()
    };
    for rules in [rules(KeyFormat::Utf8), weak_allowed(KeyFormat::Utf8)] {
        for (bytes, zeros) in [(1, 31), (1, 3), (13, 3), (15, 17), (2, 62)] {
            assert_eq!(
                refused(padded(bytes, zeros), &rules),
                ConfigError::SecretEndsInZeros {
                    effective: bytes,
                    minimum: 16
                }
            );
        }
        // By chance a random key ends so, and a long one is hashed.
        for (bytes, zeros) in [(15, 1), (14, 2), (16, 16), (17, 1)] {
            assert!(
                ring(padded(bytes, zeros), &rules).is_ok(),
                "{bytes} {zeros}"
            );
        }
    }
    let hex = "01".to_owned() + &"00".repeat(31);
    let error = refused(text(&hex), &weak_allowed(KeyFormat::Hex));
    assert!(error.to_string().contains("1 bytes remain"), "{error}");
    // Beyond a block it is the hash that counts. For SHA-512 the block is longer.
    let mut rules = weak_allowed(KeyFormat::Utf8);
    assert!(ring(padded(1, 64), &rules).is_ok());
    rules.algorithm = Algorithm::HmacSha512;
    assert!(ring(padded(1, 100), &rules).is_err());
    assert!(ring(padded(1, 128), &rules).is_ok());
}

#[test]
fn k7_patterns_and_published_secrets_are_refused_and_taken_only_by_name() {
    for (secret, error) in [
        ("passwordpassword", ConfigError::WeakSecret),
        ("1234567890123456", ConfigError::WeakSecret),
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            ConfigError::PublishedSecret,
        ),
        ("It's a Secret to Everybody", ConfigError::PublishedSecret),
    ] {
        assert_eq!(refused(text(secret), &rules(KeyFormat::Utf8)), error);
        assert!(ring(text(secret), &weak_allowed(KeyFormat::Utf8)).is_ok());
    }
    let whsec = rules(KeyFormat::prefixed_base64("whsec_"));
    let published = text("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    assert_eq!(refused(published, &whsec), ConfigError::PublishedSecret);
    // What counts is the key, whatever encodes it.
    let encoded = text("whsec_cGFzc3dvcmRwYXNzd29yZHBhc3N3b3Jk");
    assert_eq!(refused(encoded, &whsec), ConfigError::WeakSecret);
    #[cfg(feature = "sha1")]
    assert_eq!(
        refused(text("passwordpassword"), &rules(KeyFormat::Sha1)),
        ConfigError::WeakSecret
    );
}

#[test]
fn k6_what_is_more_than_the_secret_is_named() {
    let rules = rules(KeyFormat::Utf8);
    for (secret, what) in [
        ("WEBHOOK_SECRET=6f1d9a52c3e84b70a1f5", ".env"),
        ("6f1d9a52c3e84b70a1f5,", "comma"),
        ("6f1d9a52c3e84b70a1f5;", "semicolon"),
        ("6f1d9a52c3e84b70a1f5 # of production", "comment"),
        ("\"6f1d9a52c3e84b70a1f5\"", "quotation marks"),
    ] {
        let error = refused(text(secret), &rules).to_string();
        assert!(error.contains(what) && !error.contains("6f1d"), "{error}");
        assert!(ring(text(secret), &weak_allowed(KeyFormat::Utf8)).is_ok());
    }
}

#[test]
fn k6_invisible_characters_are_named_with_their_place() {
    for (secret, place) in [
        ("\u{FEFF}6f1d9a52c3e84b70a1f5", "U+FEFF, at position 1"),
        ("6f1d9a52c3\u{200B}e84b70a1f5", "U+200B, at position 11"),
        ("6f1d9a52c3e84b70a1f5\0", "U+0000, at position 21"),
    ] {
        let error = Secret::new(secret).unwrap_err().to_string();
        assert!(error.contains(place) && !error.contains("6f1d"), "{error}");
    }
    // What an error advises helps.
    for secret in [
        "\u{FEFF}6f1d9a52c3e84b70a1f5\n",
        "\u{FEFF} 6f1d9a52c3e84b70a1f5",
        " \u{FEFF}6f1d9a52c3e84b70a1f5",
    ] {
        assert!(Secret::new(secret).is_err());
        let trimmed = Secret::trimmed(secret).unwrap();
        let both = KeyRing::new().with(trimmed).with(text(GOOD));
        let error = ring(both, &rules(KeyFormat::Utf8)).unwrap_err();
        assert!(
            matches!(error, ConfigError::EquivalentKeys { .. }),
            "{error}"
        );
    }
    for empty in ["\u{FEFF}", " \u{FEFF}\n"] {
        assert_eq!(Secret::new(empty).unwrap_err(), ConfigError::EmptySecret);
        assert_eq!(
            Secret::trimmed(empty).unwrap_err(),
            ConfigError::EmptySecret
        );
    }
    let key = "\u{FEFF}b7a3c12dc0c8c748ab07525b701122b88bd78f600c76342d27f25e5f92444cde\r\n";
    assert!(PublicKey::new(key).is_ok());
}

#[test]
fn k6_white_space_at_the_ends_is_named_and_trimmed_only_on_request() {
    for (secret, place) in [
        ("the-secret\n", "ends"),
        ("the-secret\r\n", "ends"),
        ("the-secret ", "ends"),
        (" the-secret", "begins"),
        ("\tthe-secret\n", "begins"),
    ] {
        assert_eq!(
            Secret::new(secret).unwrap_err(),
            ConfigError::SecretHasWhitespace { place }
        );
        assert!(Secret::trimmed(secret).is_ok());
    }
    assert!(Secret::new("It's a Secret to Everybody").is_ok());
}

#[test]
fn k7_placeholders_are_refused() {
    for secret in [
        "changeme-changeme",
        "YOUR_WEBHOOK_SECRET",
        "whsec_your-secret-here",
        "a-PlaceHolder-secret",
    ] {
        assert_eq!(
            refused(text(secret), &rules(KeyFormat::Utf8)),
            ConfigError::WeakSecret
        );
        assert!(ring(text(secret), &weak_allowed(KeyFormat::Utf8)).is_ok());
    }
}

#[test]
fn k8_api_keys_are_refused_with_a_hint_that_shows_only_their_kind() {
    for secret in [
        "sk_live_51Hqx0000000000",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "xoxb-1234-5678-abcdefgh",
    ] {
        let error = refused(text(secret), &rules(KeyFormat::Utf8));
        assert!(
            matches!(error, ConfigError::LooksLikeApiKey { prefix } if secret.starts_with(prefix))
        );
        assert!(!error.to_string().contains(&secret[8..]), "{error}");
    }
}

#[test]
fn k8_api_keys_are_taken_where_the_sender_signs_with_them() {
    let rules = SecretRules {
        api_keys: true,
        ..rules(KeyFormat::Utf8)
    };
    assert!(ring(text("sk_live_51Hqx0000000000"), &rules).is_ok());
    assert_eq!(
        refused(text("sk_live_your_key_comes_here"), &rules),
        ConfigError::WeakSecret
    );
}

#[test]
fn k9_k12_keys_are_replaced_whole_or_not_at_all() {
    const SCHEME: Scheme = Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("X-Signature")),
    );
    let verifier = Verifier::builder(SCHEME).key(text(GOOD)).build().unwrap();
    let delivery = crate::signing::Signer::new(SCHEME, text(GOOD))
        .unwrap()
        .sign(&crate::writing::Delivery::new("{}"))
        .unwrap();
    assert_eq!(
        verifier.replace_keys(KeyRing::new()),
        Err(ConfigError::NoKey)
    );
    assert!(verifier.replace_keys(text("short")).is_err());
    assert!(
        verifier.verify(&delivery, "{}").is_ok(),
        "the old keys stay"
    );

    let both = KeyRing::new()
        .with(Key::from(text("quite-another-secret")).label("new"))
        .with(Key::from(text(GOOD)).label("old"));
    verifier.replace_keys(both).unwrap();
    let verified = verifier.verify(&delivery, "{}").unwrap().event().unwrap();
    assert_eq!(verified.key_label(), Some("old"));
    assert_eq!(verified.key_index(), 1);

    verifier.replace_keys(text("quite-another-secret")).unwrap();
    assert!(verifier.verify(&delivery, "{}").is_err());
}

#[test]
fn k11_a_key_is_used_from_its_first_to_its_last_instant() {
    const SCHEME: Scheme = Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("X-Signature")),
    );
    let clock = std::sync::Arc::new(ManualClock::default());
    let key = Key::from(text(GOOD))
        .not_before(UnixTime::from_secs(10))
        .not_after(UnixTime::from_secs(20));
    let verifier = Verifier::builder(SCHEME)
        .key(key)
        .clock(std::sync::Arc::clone(&clock))
        .build()
        .unwrap();
    let delivery = crate::signing::Signer::new(SCHEME, text(GOOD))
        .unwrap()
        .sign(&crate::writing::Delivery::new("{}"))
        .unwrap();
    for (millis, active) in [
        (9_999, false),
        (10_000, true),
        (20_000, true),
        (20_001, false),
    ] {
        clock.set(UnixTime::from_millis(millis));
        let verdict = verifier.verify(&delivery, "{}").map(|_| ());
        let expected = if active {
            Ok(())
        } else {
            Err(crate::verdict::Rejection::UnknownKey)
        };
        assert_eq!(verdict, expected, "{millis}");
    }
}

#[test]
fn at_most_eight_keys_are_active_at_once() {
    let ring: KeyRing = (0..9).map(|n| text(&format!("{GOOD}-{n}"))).collect();
    assert_eq!(
        PreparedKeys::new(&ring, &rules(KeyFormat::Utf8)).unwrap_err(),
        ConfigError::TooManyKeys {
            actual: 9,
            maximum: 8
        }
    );
}

#[cfg(feature = "ed25519")]
#[test]
fn a4_a18_a_key_of_the_other_kind_is_refused() {
    let public = PublicKey::from_bytes([7; 32]).unwrap();
    assert!(matches!(
        ring(public, &rules(KeyFormat::Utf8)),
        Err(ConfigError::WrongKeyKind {
            needed: "secret",
            ..
        })
    ));
    let ed25519 = SecretRules {
        algorithm: Algorithm::Ed25519,
        ..rules(KeyFormat::Utf8)
    };
    assert!(matches!(
        ring(text(GOOD), &ed25519),
        Err(ConfigError::WrongKeyKind {
            needed: "public key",
            ..
        })
    ));
}

#[cfg(feature = "ed25519")]
#[test]
fn a6_a7_public_keys_are_checked_when_built() {
    let ed25519 = SecretRules {
        algorithm: Algorithm::Ed25519,
        ..rules(KeyFormat::Hex)
    };
    let good = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let key = |text: &str| ring(PublicKey::new(text).unwrap(), &ed25519).map(|_| ());
    assert_eq!(key(good), Ok(()));
    assert_eq!(key(&format!(" {good}\n")), Ok(()));
    for bad in [
        good[2..].to_owned(),
        format!("{good}00"),
        "zz".repeat(32),
        // The points of small order (RFC 7748's list), and forms that are not canonical.
        format!("01{}", "00".repeat(31)),
        "00".repeat(32),
        format!("ec{}7f", "ff".repeat(30)),
        format!("{}80", "00".repeat(31)),
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05".to_owned(),
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a".to_owned(),
        format!("ed{}7f", "ff".repeat(30)),
        format!("ee{}7f", "ff".repeat(30)),
        // y = p + 3, of full order but not canonical.
        format!("f0{}7f", "ff".repeat(30)),
        // No point of the curve.
        format!("02{}", "00".repeat(31)),
    ] {
        assert!(
            matches!(key(&bad), Err(ConfigError::InvalidKey { .. })),
            "{bad}"
        );
    }
    assert!(PublicKey::new(" ").is_err() && PublicKey::from_bytes([]).is_err());
}

#[test]
fn k24_nothing_shows_a_secret() {
    let marker = "marker-9f31c07be2a45d68";
    let secret = || text(marker);
    let key = || Key::from(secret()).label("2026-11");
    let bytes = Secret::from_bytes(marker.as_bytes()).unwrap();
    let prepared = ring(key(), &rules(KeyFormat::Utf8)).unwrap();
    for shown in [
        format!("{:?}", secret()),
        format!("{bytes:?}"),
        format!("{:?}", key()),
        format!("{:?}", KeyRing::from(key())),
        format!("{prepared:?}"),
        format!("{:?}", PublicKey::new(marker).unwrap()),
    ] {
        assert!(
            !shown.contains("marker") && !shown.contains("109, 97"),
            "{shown}"
        );
    }
    for format in [KeyFormat::Hex, KeyFormat::base64()] {
        let error = refused(secret(), &rules(format));
        assert!(
            !format!("{error:?} {error}").contains("marker"),
            "{error:?}"
        );
    }
}

/// One of each kind of key.
const ALGORITHMS: &[Algorithm] = &[
    #[cfg(feature = "sha1")]
    Algorithm::HmacSha1,
    Algorithm::HmacSha512,
    #[cfg(feature = "ed25519")]
    Algorithm::Ed25519,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn k4_k17_no_text_makes_a_key_panic_or_show_itself(
        given in "\\PC{0,80}|[ -~]{0,80}|[A-Za-z0-9+/=_]{0,80}|whsec_[A-Za-z0-9+/=]{0,60}",
        prefix in "[a-z_]{0,4}",
        weak in any::<bool>(),
    ) {
        for algorithm in ALGORITHMS.iter().copied() {
            for format in [
                KeyFormat::Utf8,
                KeyFormat::Hex,
                KeyFormat::prefixed_base64("whsec_"),
                KeyFormat::Base64 { prefix: prefix.clone().into() },
            ] {
                let rules = SecretRules { algorithm, allow_weak: weak, ..rules(format) };
                let mut errors = Vec::new();
                match Secret::new(given.clone()) {
                    Ok(secret) => errors.extend(ring(secret, &rules).err()),
                    Err(error) => errors.push(error),
                }
                match PublicKey::new(given.clone()) {
                    Ok(key) => errors.extend(ring(key, &rules).err()),
                    Err(error) => errors.push(error),
                }
                for error in errors {
                    let shown = format!("{error:?} {error}");
                    prop_assert!(given.trim().len() < 12 || !shown.contains(given.trim()));
                }
            }
        }
    }

    #[test]
    fn k1_k5_no_bytes_make_a_key_panic(given in proptest::collection::vec(any::<u8>(), 0..200)) {
        let only_zeros = given.iter().all(|byte| *byte == 0);
        match Secret::from_bytes(given.clone()) {
            Ok(secret) => {
                prop_assert!(!only_zeros);
                prop_assert!(ring(secret, &weak_allowed(KeyFormat::Hex)).is_ok());
            }
            Err(_) => prop_assert!(only_zeros),
        }
        for algorithm in ALGORITHMS.iter().copied() {
            let rules = SecretRules { algorithm, ..rules(KeyFormat::Utf8) };
            if let Ok(key) = PublicKey::from_bytes(given.clone()) {
                let _ = ring(key, &rules);
            }
        }
    }
}
