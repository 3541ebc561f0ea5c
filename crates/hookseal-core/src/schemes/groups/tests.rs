use base16ct::lower::encode_string;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::*;
use crate::crypto::Algorithm;
use crate::engine::{VerifiedBody, Verifier};
use crate::key::Secret;
use crate::schemes::{Part, SignatureField, Timestamp};
use crate::time::{ManualClock, TimestampFormat, UnixTime};

const SECRET: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const SIG: HeaderName = HeaderName::from_static("Sig");
const NOW: u64 = 1_700_000_000;
const TIMED: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::pairs(SIG, "v1"),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds))
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });

struct Head<'a>(&'a [&'a str]);

impl RequestHead for Head<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let value = self.0.get(nth).filter(|_| name == "Sig")?;
        Some(value.as_bytes())
    }
}

fn judge(values: &[&str]) -> Result<VerifiedBody, Rejection> {
    let verdict = verifier().verify(&Head(values), "{}");
    verdict.map(|outcome| outcome.event().unwrap())
}

fn verifier() -> Verifier {
    Verifier::builder(SignatureGroups::new(TIMED))
        .key(Secret::new(SECRET).unwrap())
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
        .build()
        .unwrap()
}

fn code(value: &str) -> &'static str {
    judge(&[value]).map_or_else(|rejection| rejection.code(), |_| "accept")
}

fn sign(at: u64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{at}.{{}}").as_bytes());
    encode_string(&mac.finalize().into_bytes())
}

fn group(at: u64) -> String {
    format!("t={at},v1={}", sign(at))
}

#[test]
fn how_the_sender_is_answered_is_its_schemes() {
    let scheme = TIMED
        .with_retry_status(crate::verdict::RetryStatus::TooManyRequests)
        .with_receipt("Received");
    let groups = SignatureGroups::new(scheme);
    assert_eq!(groups.description().retry_status().code(), 429);
    assert_eq!(groups.description().receipt(), Some("Received"));
}

#[test]
fn one_right_group_is_enough() {
    let (good, other) = (group(NOW), format!("t={NOW},v1={}", "0".repeat(64)));
    for value in [
        good.clone(),
        format!("{good} {other}"),
        format!("{other} {good}"),
        format!("{other}  {good} "),
        format!("junk {good}"),
        format!("{} {good}", group(NOW - 900)),
    ] {
        assert_eq!(code(&value), "accept", "{value}");
    }
    let both = format!("{other} {}", group(NOW - 7));
    let event = judge(&[&both]).unwrap();
    assert_eq!(event.timestamp(), Some(UnixTime::from_secs(NOW - 7)));
}

#[test]
fn a_signature_counts_with_its_own_time_alone() {
    let zeros = "0".repeat(64);
    let mixed = format!("t={},v1={} t={NOW},v1={zeros}", NOW - 1, sign(NOW));
    assert_eq!(code(&mixed), "signature_mismatch");
    let late = format!("t={NOW},v1={zeros} {}", group(NOW - 900));
    assert_eq!(code(&late), "signature_mismatch");
}

#[test]
fn what_is_no_group_is_refused() {
    let good = group(NOW);
    assert_eq!(code(""), "missing_signature");
    assert_eq!(code("junk"), "malformed_signature");
    assert_eq!(code(&format!("t={NOW}")), "malformed_signature");
    assert_eq!(code(&format!("v1={}", sign(NOW))), "missing_timestamp");
    assert_eq!(code(&format!("t=1,{good}")), "ambiguous");
    assert_eq!(code(&group(NOW - 900)), "stale");
    assert_eq!(code(&[&*good; 5].join(" ")), "too_many_signatures");
    assert_eq!(judge(&[&good, &good]).unwrap_err().code(), "ambiguous");
    assert_eq!(judge(&[]).unwrap_err().code(), "missing_signature");
}

/// Each group has a message of its own, which each key hashes.
#[test]
fn groups_and_keys_together_are_bounded() {
    let judge = |keys: u8, groups: usize| {
        let mut builder = Verifier::builder(SignatureGroups::new(TIMED))
            .key(Secret::new(SECRET).unwrap())
            .clock(ManualClock::new(UnixTime::from_secs(NOW)));
        for n in 1..keys {
            builder = builder.key(Secret::new(format!("{SECRET}-{n}")).unwrap());
        }
        let value = vec![group(NOW); groups].join(" ");
        let verdict = builder.build().unwrap().verify(&Head(&[&value]), "{}");
        verdict.map_or_else(|rejection| rejection.code(), |_| "accept")
    };
    for (keys, most) in [(1, 4), (4, 4), (5, 3), (8, 2)] {
        assert_eq!(judge(keys, most), "accept", "{keys}");
        assert_eq!(judge(keys, most + 1), "too_many_signatures", "{keys}");
    }
}

#[test]
fn only_pairs_come_in_groups() {
    let plain = TIMED.with_signature(SignatureField::plain(SIG));
    let built = Verifier::new(SignatureGroups::new(plain), Secret::new(SECRET).unwrap());
    assert!(matches!(built, Err(ConfigError::InvalidScheme { .. })));
}
