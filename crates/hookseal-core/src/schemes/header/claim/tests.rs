#![allow(clippy::similar_names, clippy::unwrap_in_result)] // a signer and what it signed

use std::time::Duration;

use crate::crypto::Algorithm;
use crate::engine::{Verifier, VerifierBuilder};
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::schemes::{Freshness, HeaderPerKey, Scheme, SignatureField, Timestamp};
use crate::signing::Signer;
use crate::time::{ManualClock, TimestampFormat, UnixTime};
use crate::verdict::Rejection;
use crate::writing::Delivery;

const SECRET: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const SIGNATURE: HeaderName = HeaderName::from_static("Acme-Signature");
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const TIMED: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(SIGNATURE),
)
.with_timestamp(
    Timestamp::json("/meta/sent", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(60), Duration::from_secs(30)),
);

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

fn builder() -> VerifierBuilder {
    Verifier::builder(TIMED)
        .key(secret())
        .clock(ManualClock::new(NOW))
}

/// The verdict on a body that is rightly signed: the time that it says, or why not.
fn judged(verifier: VerifierBuilder, body: &str) -> Result<Option<UnixTime>, Rejection> {
    let signer = Signer::new(TIMED, secret()).unwrap();
    let signed = signer.sign(&Delivery::new(body)).unwrap();
    let verified = verifier.build().unwrap().verify(&signed, body.to_owned())?;
    Ok(verified.event().unwrap().timestamp())
}

fn at(millis: u64) -> String {
    format!(r#"{{"meta":{{"sent":{millis}}}}}"#)
}

#[test]
fn t1_a_signed_time_in_the_body_is_judged() {
    let now = NOW.as_millis();
    for good in [now - 60_000, now, now + 30_000] {
        let time = judged(builder(), &at(good));
        assert_eq!(time, Ok(Some(UnixTime::from_millis(good))));
    }
    assert!(matches!(
        judged(builder(), &at(now - 60_001)),
        Err(Rejection::Stale {
            age_secs: 60,
            allowed_secs: 60
        })
    ));
    assert!(matches!(
        judged(builder(), &at(now + 30_001)),
        Err(Rejection::Future { .. })
    ));
}

#[test]
fn t1_a_body_without_its_time_is_refused() {
    for body in [
        "{}",
        r#"{"meta":{}}"#,
        r#"{"meta":null}"#,
        r#"{"meta":{"sent":null}}"#,
        r#"{"meta":{"sent":""}}"#,
        r#"{"sent":1700000000000}"#,
    ] {
        assert_eq!(
            judged(builder(), body),
            Err(Rejection::MissingTimestamp),
            "{body}"
        );
    }
    for body in [
        r#"{"meta":{"sent":"yesterday"}}"#,
        r#"{"meta":{"sent":-1}}"#,
        r#"{"meta":{"sent":"01700000000000"}}"#,
    ] {
        assert_eq!(
            judged(builder(), body),
            Err(Rejection::MalformedTimestamp),
            "{body}"
        );
    }
    for body in [
        "",
        "sent=1700000000000",
        "[1700000000000]",
        r#"{"meta":[1700000000000]}"#,
        r#"{"meta":{"sent":1700000000000.0}}"#,
        r#"{"meta":{"sent":1.7e12}}"#,
        r#"{"meta":{"sent":true}}"#,
        r#"{"meta":{"sent":{}}}"#,
        r#"{"meta":{"sent":1700000000000}"#,
        r#"{"meta":{"sent":1700000000000}}}"#,
        // Of two, each reader could take another.
        r#"{"meta":{"sent":1,"sent":1700000000000}}"#,
        r#"{"meta":{"sent":1700000000000},"meta":{}}"#,
    ] {
        let verdict = judged(builder(), body);
        assert!(
            matches!(verdict, Err(Rejection::MalformedBody { .. })),
            "{body}: {verdict:?}"
        );
    }
}

#[test]
fn t1_whether_it_is_judged_and_how_is_for_the_app_to_say_and_that_it_is_there_is_not() {
    let old = at(NOW.as_millis() - 3_600_000);
    let hours = Duration::from_secs(7_200);
    assert!(judged(builder().tolerance(hours, hours), &old).is_ok());
    assert!(judged(builder().without_freshness(), &old).is_ok());
    assert_eq!(
        judged(builder().without_freshness(), "{}"),
        Err(Rejection::MissingTimestamp)
    );
    assert_eq!(
        crate::schemes::SignatureScheme::description(&TIMED).freshness(),
        Some(Freshness {
            max_age: Duration::from_secs(60),
            max_future: Duration::from_secs(30),
        })
    );
}

#[test]
fn a_wrong_signature_is_all_that_is_said_of_a_body_that_nobody_vouches_for() {
    let signer = Signer::new(TIMED, secret()).unwrap();
    let signed = signer.sign(&Delivery::new("{}")).unwrap();
    let verifier = builder().build().unwrap();
    for forged in ["{ }", "no JSON", r#"{"meta":{"sent":1}}"#] {
        assert_eq!(
            verifier.verify(&signed, forged).unwrap_err(),
            Rejection::SignatureMismatch
        );
    }
}

#[test]
fn t1_where_one_of_several_signatures_is_enough_the_time_is_judged_too() {
    const OTHER: HeaderName = HeaderName::from_static("Acme-Signature-2");
    const BOTH: HeaderPerKey = HeaderPerKey::new(
        TIMED,
        const {
            &[
                Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(OTHER))
                    .with_timestamp(
                        Timestamp::json("/meta/sent", TimestampFormat::Milliseconds)
                            .with_tolerance(Duration::from_secs(60), Duration::from_secs(30)),
                    ),
            ]
        },
    );
    let verifier = || {
        Verifier::builder(BOTH)
            .key(secret())
            .clock(ManualClock::new(NOW))
    };
    assert!(judged(verifier(), &at(NOW.as_millis())).is_ok());
    assert!(matches!(
        judged(verifier(), &at(1)),
        Err(Rejection::Stale { .. })
    ));
    assert_eq!(judged(verifier(), "{}"), Err(Rejection::MissingTimestamp));
}
