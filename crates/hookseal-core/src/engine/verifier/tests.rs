use super::*;
use crate::crypto::Algorithm;
use crate::handshake::{Handshake, Reply};
use crate::header_name::HeaderName;
use crate::key::Secret;
use crate::schemes::{Part, Scheme, SignatureField, Timestamp};
use crate::signing::Signer;
use crate::time::{ManualClock, TimestampFormat, UnixTime};
use crate::writing::Delivery;

const SCHEME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
);

const TIMED: Scheme = SCHEME
    .with_timestamp(Timestamp::header(
        HeaderName::from_static("X-Time"),
        TimestampFormat::Seconds,
    ))
    .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });

const NOW: u64 = 1_700_000_000;

fn secret() -> Secret {
    Secret::new("3b1c1f9a0d5e47a2b6f0").unwrap()
}

fn build(scheme: Scheme) -> VerifierBuilder {
    Verifier::builder(scheme)
        .key(secret())
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
}

/// A signed delivery with one header more, and another method if need be.
struct Head {
    signed: crate::writing::SignedDelivery,
    method: &'static str,
    extra: (&'static str, &'static [&'static str]),
}

fn head(scheme: Scheme, at: u64) -> Head {
    let delivery = Delivery::new("{}").timestamp(UnixTime::from_secs(at));
    Head {
        signed: Signer::new(scheme, secret())
            .unwrap()
            .sign(&delivery)
            .unwrap(),
        method: "POST",
        extra: ("", &[]),
    }
}

impl RequestHead for Head {
    fn method(&self) -> &str {
        self.method
    }

    fn target(&self) -> &str {
        self.signed.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        if name.eq_ignore_ascii_case(self.extra.0) {
            return self.extra.1.get(nth).map(|value| value.as_bytes());
        }
        self.signed.header(name, nth)
    }
}

fn code(verifier: &Verifier, head: &Head) -> &'static str {
    verifier
        .verify(head, "{}")
        .map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn b1_an_announced_length_above_the_limit_is_refused_from_the_head() {
    let verifier = build(SCHEME).body_limit(1000).build().unwrap();
    let mut head = head(SCHEME, NOW);
    for (lengths, refused) in [
        (&["1000"][..], false),
        (&["1001"], true),
        (&["18446744073709551615"], true),
        (&["x"], false),
        (&["+5"], false),
        (&["2", "2"], false),
    ] {
        head.extra = ("content-length", lengths);
        assert_eq!(verifier.begin(&head).is_err(), refused, "{lengths:?}");
    }
}

#[test]
fn h13_another_method_is_refused_before_anything_else() {
    let verifier = build(SCHEME).build().unwrap();
    let mut head = head(SCHEME, NOW);
    for method in ["GET", "post", "", "POST "] {
        head.method = method;
        assert_eq!(
            verifier.begin(&head).unwrap_err(),
            Rejection::MethodNotAllowed {
                allow: "POST".to_owned()
            }
        );
    }
}

#[test]
fn t1_t3_t13_the_app_may_choose_another_freshness() {
    let stale = head(TIMED, NOW - 301);
    let future = head(TIMED, NOW + 61);
    let ancient = head(TIMED, 1);
    let own = build(TIMED).build().unwrap();
    assert_eq!(code(&own, &stale), "stale");
    assert_eq!(code(&own, &future), "future");
    let second = Duration::from_secs(1);
    let wider = build(TIMED)
        .tolerance(second * 301, second * 61)
        .build()
        .unwrap();
    assert_eq!(code(&wider, &stale), "accepted");
    assert_eq!(code(&wider, &future), "accepted");
    assert_eq!(code(&wider, &ancient), "stale");
    let none = build(TIMED).without_freshness().build().unwrap();
    assert_eq!(code(&none, &ancient), "accepted");
    let exact = build(TIMED)
        .tolerance(Duration::ZERO, Duration::ZERO)
        .build()
        .unwrap();
    assert_eq!(code(&exact, &head(TIMED, NOW)), "accepted");
    assert_eq!(code(&exact, &head(TIMED, NOW - 1)), "stale");
}

#[test]
fn t14_a_clock_that_stands_at_the_epoch_accepts_nothing() {
    let verifier = Verifier::builder(TIMED)
        .key(secret())
        .clock(ManualClock::default())
        .build()
        .unwrap();
    assert_eq!(code(&verifier, &head(TIMED, NOW)), "future");
}

#[test]
fn t17_freshness_is_judged_when_the_head_arrives() {
    let clock = Arc::new(ManualClock::new(UnixTime::from_secs(NOW)));
    let verifier = Verifier::builder(TIMED)
        .key(secret())
        .clock(Arc::clone(&clock))
        .build()
        .unwrap();
    let mut verification = verifier
        .begin(&head(TIMED, NOW - 300))
        .unwrap()
        .reading()
        .unwrap();
    clock.set(UnixTime::from_secs(NOW + 100));
    verification.update(Bytes::from_static(b"{}")).unwrap();
    assert!(verification.finish().is_ok());
}

#[test]
fn m9_m10_the_public_url_is_checked_when_built() {
    let scheme = || SCHEME.with_message(const { &[Part::Url, Part::literal("\n"), Part::Body] });
    assert!(matches!(
        build(scheme()).build(),
        Err(ConfigError::PublicUrlNeeded { .. })
    ));
    for url in [
        "",
        "hooks.example.com",
        "https://",
        "ftp://hooks.example.com",
        "https://hooks.example.com/",
        "https://hooks.example.com?x",
        "https://hooks.example.com#x",
        "https://hooks.example.com /x",
    ] {
        assert_eq!(
            build(scheme()).public_url(url).build().unwrap_err(),
            ConfigError::InvalidPublicUrl,
            "{url}"
        );
    }
    for url in ["https://hooks.example.com", "http://localhost:8080/base"] {
        assert!(build(scheme()).public_url(url).build().is_ok(), "{url}");
    }
}

#[test]
fn s2_k26_there_is_no_verifier_without_a_key() {
    assert_eq!(
        Verifier::builder(SCHEME).build().unwrap_err(),
        ConfigError::NoKey
    );
    assert_eq!(
        Verifier::builder(SCHEME)
            .allow_weak_secrets()
            .keys(KeyRing::new())
            .build()
            .unwrap_err(),
        ConfigError::NoKey
    );
}

#[test]
fn t7_ms_a_timestamp_at_the_end_of_time_is_refused_without_a_panic() {
    let verifier = build(TIMED).build().unwrap();
    let mut head = head(TIMED, NOW);
    for (time, expected) in [
        (&["9223372036854775807"][..], "future"),
        (&["18446744073709551615"], "future"),
        (&["-9223372036854775808"], "malformed_timestamp"),
        (&["18446744073709551616"], "malformed_timestamp"),
        (&[""], "missing_timestamp"),
        (&[], "missing_timestamp"),
        (&["1700000000", "1700000000"], "ambiguous"),
    ] {
        head.extra = ("x-time", time);
        assert_eq!(code(&verifier, &head), expected, "{time:?}");
    }
}

/// `{timestamp}{body}`: signed as `1700000000` and `1{}`, sent as `17000000001` and `{}`.
#[test]
fn m1_m3_a_timestamp_in_front_of_the_body_cannot_take_digits_from_it() {
    let time = |format| Timestamp::header(HeaderName::from_static("X-Time"), format);
    for (format, good, bad) in [
        (
            TimestampFormat::Seconds,
            "1700000000",
            [(&["17000000001"][..], "{}"), (&["170000000"], "0{}")],
        ),
        (
            TimestampFormat::Milliseconds,
            "1700000000000",
            [(&["17000000000001"][..], "{}"), (&["170000000000"], "0{}")],
        ),
    ] {
        let scheme = SCHEME
            .with_timestamp(time(format).without_freshness())
            .with_message(const { &[Part::Timestamp, Part::Body] });
        let verifier = build(scheme.clone()).build().unwrap();
        let mut head = head(scheme, NOW);
        assert_eq!(head.signed.header("x-time", 0), Some(good.as_bytes()));
        assert_eq!(code(&verifier, &head), "accepted");
        for (time, body) in bad {
            head.extra = ("x-time", time);
            let verdict = verifier.verify(&head, body).map(|_| ());
            assert_eq!(verdict, Err(Rejection::MalformedTimestamp));
        }
    }
}

#[test]
fn the_limit_is_the_apps_else_the_senders_else_the_default() {
    let documented = SCHEME.with_greatest_body(3_000_000);
    let limit = |builder: VerifierBuilder| builder.build().unwrap().body_limit();
    assert_eq!(limit(build(SCHEME)), crate::limits::DEFAULT_BODY_LIMIT);
    assert_eq!(limit(build(documented.clone())), 3_000_000);
    assert_eq!(limit(build(documented.clone()).body_limit(5)), 5);
    // Schemes around others pass it on.
    let groups = crate::schemes::SignatureGroups::new(
        documented
            .clone()
            .with_signature(SignatureField::pairs(HeaderName::from_static("X"), "v1")),
    );
    let per_key = crate::schemes::HeaderPerKey::new(documented, &[]);
    for builder in [Verifier::builder(groups), Verifier::builder(per_key)] {
        assert_eq!(limit(builder.key(secret())), 3_000_000);
    }
}

#[test]
fn b29_limits_that_no_machine_has_are_mistakes() {
    use crate::limits::{GREATEST_BODY_LIMIT, UNVERIFIED_BUDGET};

    let error = |builder: VerifierBuilder| builder.build().unwrap_err();
    for limit in [GREATEST_BODY_LIMIT + 1, usize::MAX] {
        assert_eq!(
            error(build(SCHEME).body_limit(limit)),
            ConfigError::BodyLimitTooGreat { limit }
        );
    }
    assert_eq!(
        error(build(SCHEME).body_limit(5000).unverified_budget(4999)),
        ConfigError::BudgetBelowLimit {
            budget: 4999,
            limit: 5000
        }
    );
    let budget = |builder: VerifierBuilder| builder.build().unwrap().unverified_budget();
    assert_eq!(budget(build(SCHEME)), UNVERIFIED_BUDGET);
    assert_eq!(budget(build(SCHEME).body_limit(25 << 20)), 100 << 20);
    assert_eq!(budget(build(SCHEME).body_limit(9).unverified_budget(9)), 9);
    assert!(
        build(SCHEME)
            .body_limit(GREATEST_BODY_LIMIT)
            .build()
            .is_ok()
    );
}

/// As after `web::Bytes` in actix, or middleware that read the body and put none back.
#[test]
fn b35_a_body_that_was_eaten_is_not_blamed_on_the_secret() {
    let verifier = build(SCHEME).build().unwrap();
    let mut head = head(SCHEME, NOW);
    head.extra = ("content-length", &["2"]);
    assert_eq!(code(&verifier, &head), "accepted");
    let eaten = verifier.verify(&head, "").unwrap_err();
    assert_eq!(eaten.code(), "body_not_as_announced");
    assert_eq!(eaten.answer(), Rejection::SignatureMismatch.answer());
    let changed = verifier.verify(&head, "[]").unwrap_err();
    assert_eq!(changed.code(), "signature_mismatch");
}

#[tokio::test]
async fn a_closed_verifier_refuses_everything_by_every_door() {
    const ASKING: Scheme = SCHEME
        .with_handshakes(const { &[Handshake::unsigned("ping", "HEAD", &[], Reply::Empty(200))] });
    let why = "environment variable `ACME_SECRET` is not set";
    let closed = Verifier::closed(ASKING, why);
    let open = build(ASKING).build().unwrap();
    let mut head = head(ASKING, NOW);
    assert!(open.verify(&head, "{}").is_ok());

    let refused = Rejection::Closed { reason: why.into() };
    assert_eq!(closed.verify(&head, "{}").unwrap_err(), refused);
    assert_eq!(closed.begin(&head).err(), Some(refused.clone()));
    // Keys that somebody has ready open nothing.
    let keys = open.ring().unwrap();
    assert_eq!(closed.begin_with(&head, &keys).err(), Some(refused.clone()));
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from("{}"))]);
    let receiving = closed.receive(chunks, tokio::time::sleep);
    assert_eq!(receiving.with_head(&head).await.unwrap_err(), refused);
    assert_eq!(closed.replace_keys(secret()), Err(ConfigError::Closed));
    assert_eq!(closed.verify(&head, "{}").unwrap_err(), refused);
    // Neither does it answer handshakes.
    head.method = "HEAD";
    let greeted = open.verify(&head, "").unwrap();
    assert_eq!(greeted.handshake().unwrap().name(), "ping");
    assert_eq!(closed.verify(&head, "").unwrap_err(), refused);

    assert_eq!((refused.code(), refused.status()), ("misconfigured", 500));
    assert!(refused.to_string().contains(why));
    assert!(!refused.answer().body().contains("ACME_SECRET"));
}

#[test]
fn a_stored_delivery_is_judged_by_the_time_of_its_arrival() {
    const DAY: u64 = 86_400;
    let verifier = build(TIMED).build().unwrap();
    let old = head(TIMED, NOW - DAY);
    let at = |body: &'static str, secs| verifier.verify_at(&old, body, UnixTime::from_secs(secs));
    let now = verifier.verify(&old, "{}").unwrap_err();
    assert!(matches!(now, Rejection::Stale { .. }), "{now:?}");
    assert!(at("{}", NOW - DAY + 10).is_ok());
    let forged = at("{ }", NOW - DAY + 10).unwrap_err();
    assert_eq!(forged, Rejection::SignatureMismatch);
    let late = at("{}", NOW).unwrap_err();
    assert!(matches!(late, Rejection::Stale { .. }), "{late:?}");
    let early = at("{}", NOW - 2 * DAY).unwrap_err();
    assert!(matches!(early, Rejection::Future { .. }), "{early:?}");
}

#[test]
fn a_stored_delivery_is_verified_by_the_keys_that_were_valid_then() {
    let end = UnixTime::from_secs(NOW - 60);
    let verifier = Verifier::builder(SCHEME)
        .key(Key::from(secret()).not_after(end))
        .clock(ManualClock::new(UnixTime::from_secs(NOW)))
        .build()
        .unwrap();
    let signed = head(SCHEME, NOW);
    assert!(verifier.verify(&signed, "{}").is_err());
    assert!(verifier.verify_at(&signed, "{}", end).is_ok());
}
