use base16ct::lower::encode_string;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::*;
use crate::engine::{VerifiedBody, Verifier};
use crate::key::Secret;
use crate::request::RequestHead;
use crate::time::{ManualClock, TimestampFormat, UnixTime};

const SECRET: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const NOW: u64 = 1_700_000_000;
const JOINED: SignedMembers = SignedMembers::new(
    "joined",
    Algorithm::HmacSha256,
    "/mac",
    &[
        MemberPart::Member("/a"),
        MemberPart::Optional("/b"),
        MemberPart::Free("/note"),
        MemberPart::Member("/sum/value"),
    ],
)
.with_separator(":")
.with_items("/items/*/item")
.with_event_id(Source::json("/items/0/item/a"))
.with_event_type(Source::json("/items/0/item/other"));
const TIMED: SignedMembers = SignedMembers::new(
    "timed",
    Algorithm::HmacSha256,
    "/s/mac",
    &[MemberPart::Member("/s/t"), MemberPart::Member("/s/token")],
)
.with_timestamp(Timestamp::json("/s/t", TimestampFormat::Seconds));

struct Head;

impl RequestHead for Head {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, _: &str, _: usize) -> Option<&[u8]> {
        None
    }
}

fn verifier(scheme: &SignedMembers) -> Verifier {
    Verifier::builder(scheme.clone())
        .key(Secret::new("another-key-of-the-ring").unwrap())
        .key(Secret::new(SECRET).unwrap())
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
        .build()
        .unwrap()
}

fn judge(scheme: &SignedMembers, body: &str) -> Result<VerifiedBody, Rejection> {
    let verdict = verifier(scheme).verify(&Head, body.to_owned());
    verdict.map(|outcome| outcome.event().unwrap())
}

fn code(scheme: &SignedMembers, body: &str) -> &'static str {
    judge(scheme, body).map_or_else(|rejection| rejection.code(), |_| "accept")
}

fn mac(message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    encode_string(&mac.finalize().into_bytes())
}

/// An item whose members stand as `a`, `b` and so on, signed for `message`.
fn item(members: &str, message: &str) -> String {
    format!(r#"{{"item":{{{members},"mac":"{}"}}}}"#, mac(message))
}

fn list(items: &[String]) -> String {
    format!(r#"{{"live":true,"items":[{}]}}"#, items.join(","))
}

const PLAIN: &str = r#""a":"x","b":"y","note":"n","other":"o","sum":{"value":7}"#;

#[test]
fn what_is_signed_must_be_as_it_was() {
    let good = list(&[item(PLAIN, "x:y:n:7")]);
    let event = judge(&JOINED, &good).unwrap();
    assert_eq!(
        (event.key_index(), event.coverage()),
        (1, BodyCoverage::Parts)
    );
    for (from, to) in [
        (r#""x""#, r#""z""#),
        (r#""value":7"#, r#""value":8"#),
        (r#""value":7"#, r#""value":"07""#),
        (r#""b":"y","#, ""),
        (r#""note":"n""#, r#""note":"N""#),
    ] {
        assert_eq!(
            code(&JOINED, &good.replace(from, to)),
            "signature_mismatch",
            "{to}"
        );
    }
    assert_eq!(
        code(&JOINED, &good.replace(r#""a":"x","#, "")),
        "missing_signature"
    );
    assert_eq!(
        code(&JOINED, &good.replace("\"mac\"", "\"max\"")),
        "missing_signature"
    );
    assert_eq!(code(&JOINED, &good.replace("7}", "7.0}")), "malformed_body");
}

/// The sender signs no more: the rest is anybody's, and says so.
#[test]
fn only_covered_members_count_as_signed() {
    let changed = list(&[item(&PLAIN.replace(r#""o""#, r#""p""#), "x:y:n:7")]);
    let event = judge(&JOINED, &changed).unwrap();
    assert_eq!(event.id().unwrap().signed(), Some("x"));
    let kind = event.event_type().unwrap();
    assert_eq!((kind.claimed(), kind.signed()), ("p", None));
    for (pointer, signed) in [
        ("/items/0/item/sum/value", true),
        ("/items/12/item/note", true),
        ("/items/0/item/mac", false),
        ("/items/0/item", false),
        ("/items/0/else/a", false),
        ("/a", false),
        ("", false),
    ] {
        assert_eq!(
            JOINED.description().signs_member(pointer),
            signed,
            "{pointer}"
        );
    }
}

#[test]
fn every_item_must_hold() {
    let good = item(PLAIN, "x:y:n:7");
    let wrong = item(PLAIN, "x:y:n:8");
    assert_eq!(
        code(&JOINED, &list(&[good.clone(), good.clone()])),
        "accept"
    );
    assert_eq!(
        code(&JOINED, &list(&[good.clone(), wrong.clone()])),
        "signature_mismatch"
    );
    assert_eq!(
        code(&JOINED, &list(&[wrong, good.clone()])),
        "signature_mismatch"
    );
    assert_eq!(code(&JOINED, &list(&[])), "missing_signature");
    assert_eq!(code(&JOINED, &list(&vec![good; 65])), "too_many_signatures");
    assert_eq!(code(&JOINED, "{}"), "missing_signature");
}

#[test]
fn the_separator_stands_in_the_free_part_alone() {
    let free = PLAIN.replace(r#""n""#, r#""n:m""#);
    assert_eq!(code(&JOINED, &list(&[item(&free, "x:y:n:m:7")])), "accept");
    // The same bytes, cut elsewhere.
    let shifted = PLAIN
        .replace(r#""y""#, r#""y:n""#)
        .replace(r#":"n""#, r#":"m""#);
    assert_eq!(
        code(&JOINED, &list(&[item(&shifted, "x:y:n:m:7")])),
        "malformed_body"
    );
}

fn timed(timestamp: &str, token: &str, message: &str) -> String {
    format!(
        r#"{{"s":{{"t":{timestamp},"token":"{token}","mac":"{}"}},"data":{{}}}}"#,
        mac(message)
    )
}

#[test]
fn a_timestamp_in_the_body_is_judged() {
    for (seconds, expected) in [
        (NOW, "accept"),
        (NOW - 300, "accept"),
        (NOW - 301, "stale"),
        (NOW + 60, "accept"),
        (NOW + 61, "future"),
    ] {
        for written in [format!("\"{seconds}\""), seconds.to_string()] {
            let body = timed(&written, "tok", &format!("{seconds}tok"));
            assert_eq!(code(&TIMED, &body), expected, "{written}");
        }
    }
    let event = judge(&TIMED, &timed("1700000000", "tok", "1700000000tok")).unwrap();
    assert_eq!(event.timestamp(), Some(UnixTime::from_secs(NOW)));
}

/// Nothing stands between time and token: a digit could go from one to the other.
#[test]
fn a_timestamp_without_a_separator_has_its_width() {
    let anytime = Timestamp::json("/s/t", TimestampFormat::Seconds).without_freshness();
    let lenient = TIMED.with_timestamp(anytime);
    assert_eq!(
        code(&lenient, &timed("1700000000", "7tok", "17000000007tok")),
        "accept"
    );
    let longer = timed("17000000007", "tok", "17000000007tok");
    assert_eq!(code(&lenient, &longer), "malformed_timestamp");
    let shorter = timed("170000000", "07tok", "17000000007tok");
    assert_eq!(code(&lenient, &shorter), "malformed_timestamp");
}

#[test]
fn the_body_must_be_readable_in_one_way() {
    let good = timed("1700000000", "tok", "1700000000tok");
    for change in [
        good.replace(r#""token":"#, r#""token":"x","token":"#),
        good.replace(r#""data""#, r#""s""#),
        good.replace("}}", "}"),
        format!("{good} 1"),
        String::new(),
    ] {
        assert_eq!(code(&TIMED, &change), "malformed_body", "{change}");
    }
    let truncated = timed("1700000000", "tok", "1700000000tok").replace("\"},", "0\"},");
    assert_eq!(code(&TIMED, &truncated), "malformed_body");
}

#[test]
fn rules_that_prove_too_little_are_refused() {
    let refuse = |scheme: SignedMembers| {
        Verifier::new(scheme, Secret::new(SECRET).unwrap())
            .map(drop)
            .unwrap_err()
    };
    let new =
        |signature, message| SignedMembers::new("acme", Algorithm::HmacSha256, signature, message);
    for scheme in [
        new("mac", &[MemberPart::Member("/a")]),
        new("/mac", &[]),
        new("/mac", &[MemberPart::Member("/a~1b")]),
        new("/mac", &[MemberPart::Member("/a")]).with_items("items"),
        new("/mac", &[MemberPart::Member("/a")])
            .with_timestamp(Timestamp::json("/b", TimestampFormat::Seconds)),
        new("/mac", &[MemberPart::Member("/a")])
            .with_timestamp(Timestamp::pair("/a", TimestampFormat::Seconds)),
    ] {
        assert!(matches!(refuse(scheme), ConfigError::InvalidScheme { .. }));
    }
    for scheme in [
        new(
            "/mac",
            &[MemberPart::Member("/a"), MemberPart::Member("/b")],
        ),
        new("/mac", &[MemberPart::Free("/a"), MemberPart::Free("/b")]).with_separator(":"),
    ] {
        assert!(matches!(
            refuse(scheme),
            ConfigError::AmbiguousTemplate { .. }
        ));
    }
}

#[test]
fn a_second_signature_of_the_same_members_is_enough() {
    let scheme = TIMED.with_other_signature("/s/parent-mac");
    let right = mac(&format!("{NOW}abc"));
    let other = mac("another message");
    let body = |signatures: &str| format!(r#"{{"s":{{"t":"{NOW}","token":"abc"{signatures}}}}}"#);
    for (signatures, expected) in [
        (format!(r#","mac":"{right}""#), "accept"),
        (
            format!(r#","mac":"{other}","parent-mac":"{right}""#),
            "accept",
        ),
        (format!(r#","parent-mac":"{right}""#), "accept"),
        (format!(r#","mac":"","parent-mac":"{right}""#), "accept"),
        (
            format!(r#","mac":"{other}","parent-mac":"{other}""#),
            "signature_mismatch",
        ),
        (String::new(), "missing_signature"),
        (
            format!(r#","mac":"{other}","parent-mac":"short""#),
            "signature_mismatch",
        ),
        (r#","parent-mac":"short""#.to_owned(), "malformed_body"),
        (
            format!(r#","mac":"{right}","parent-mac":["{right}"]"#),
            "malformed_body",
        ),
    ] {
        assert_eq!(code(&scheme, &body(&signatures)), expected, "{signatures}");
    }
    let parent_alone = body(&format!(r#","parent-mac":"{right}""#));
    assert_eq!(code(&TIMED, &parent_alone), "missing_signature");
}
