use proptest::prelude::*;

use super::*;

#[test]
fn patterns_are_known() {
    for pattern in [
        "passwordpassword",
        "passwordpassword1",
        "secretsecretsecret",
        "1234567890123456",
        "0123456789abcdef",
        "9876543210987654",
        "abcdefghijklmnop",
        "abcdefgh12345678",
        "ABCDEFGH12345678abcdefgh",
        "aaaaaaaaaaaaaaaa",
        "aaaaabbbbbcccccddddd",
        "abababababababab",
        "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
        "zyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
        "hunter2hunter2hunter2",
    ] {
        assert!(is_pattern(pattern.as_bytes()), "{pattern}");
    }
    let counted: Vec<u8> = (0..32).collect();
    assert!(is_pattern(&counted));
}

#[test]
fn secrets_of_senders_are_no_patterns() {
    for secret in [
        "6f1d9a52c3e84b70a1f5",
        "Jp0_pZ3kXgA7rmVu5RcW",
        "b1946ac92492d2347c6235b4d2611184",
        "whsec_0d3b54a9c17e4f2288aa6c5e9b10f7d4",
        "11111111-aaaa-bbbb-cccc-333333333333",
        "d6f1ab0e-9b1c-4a53-8f0c-6a1d2f7b9c31",
        "the-secret-of-this-month",
        "a-user:and-a-password-of-some-length",
        "4815162342108316",
        "correct horse battery staple",
        "abcdef0123456789abcdef0123456789clientsecret",
    ] {
        assert!(!is_pattern(secret.as_bytes()), "{secret}");
    }
}

#[test]
fn what_stands_in_a_file_beside_the_secret_is_named() {
    for (text, what) in [
        ("STRIPE_SECRET=whsec_abc", "name and `=`"),
        ("export STRIPE_SECRET=whsec_abc", "name and `=`"),
        ("secret=abc==", "name and `=`"),
        ("MAIN_STRIPE=whsec_abc", "name and `=`"),
        ("hookToken=abc", "name and `=`"),
        ("\"whsec_abc\"", "quotation marks"),
        ("'whsec_abc'", "quotation marks"),
        ("whsec_abc # of production", "comment"),
        ("whsec_abc // of production", "comment"),
        ("whsec_abc,", "comma"),
        ("whsec_abc;", "semicolon"),
    ] {
        let found = what_is_more(text).unwrap_or_default();
        assert!(found.contains(what), "{text}: {found}");
    }
    for text in [
        "c2VjcmV0c2VjcmV0MQ==",
        "c2VjcmV0c2VjcmV0MTI=",
        "9=a",
        "a-b=c",
        "=abc",
        "it's",
        "\"",
        "a#b//c",
        "user:pass,word;x",
        "Ab3=xyz",
        "q_W7t=0kP",
        "a(b)c,",
        "a{b}c;",
        "a*b! #c",
        "Token token=abc",
    ] {
        assert_eq!(what_is_more(text), None, "{text}");
    }
}

#[test]
fn characters_that_nobody_sees_are_named_with_their_place() {
    for (text, character, position) in [
        ("\u{FEFF}abc", '\u{FEFF}', 1),
        ("ab\u{200B}c", '\u{200B}', 3),
        ("é\0c", '\0', 2),
        ("abc\u{1B}", '\u{1B}', 4),
        ("a\nb", '\n', 2),
        ("a\tb", '\t', 2),
        ("a\u{A0}b", '\u{A0}', 2),
        ("a\u{202E}b", '\u{202E}', 2),
        ("a\u{AD}b", '\u{AD}', 2),
        ("a\u{E0041}b", '\u{E0041}', 2),
        ("a\u{FE0F}", '\u{FE0F}', 2),
    ] {
        let error = ConfigError::SecretHasInvisible {
            character,
            position,
        };
        assert_eq!(refuse_invisible(text), Err(error), "{text:?}");
    }
    for text in ["a b", "sécret", "秘密", "e\u{301}", "🦀", "~"] {
        assert_eq!(refuse_invisible(text), Ok(()), "{text:?}");
    }
}

#[test]
fn published_secrets_are_known_in_every_writing() {
    for text in [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056",
        "It's a Secret to Everybody",
    ] {
        assert!(is_published(text), "{text}");
    }
    assert!(!is_published("whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJ0"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// No sender that makes its secrets at random makes one that is refused.
    #[test]
    fn random_secrets_are_no_patterns(
        hex in "[0-9a-f]{20,64}",
        letters in "[0-9A-Za-z_-]{16,64}",
        bytes in proptest::collection::vec(any::<u8>(), 16..64),
        digits in "[0-9]{24,40}",
    ) {
        for secret in [hex.as_bytes(), letters.as_bytes(), &bytes, digits.as_bytes()] {
            prop_assert!(!is_pattern(secret));
        }
    }
}
