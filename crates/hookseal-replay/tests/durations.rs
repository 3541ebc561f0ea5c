//! Every time that an app can set, at its greatest and at none: refused when it is built, or
//! taken without a panic at any use.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use hookseal_core::adapter::Sampler;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Timestamp, TimestampFormat};
use hookseal_core::signing::{Delivery, SignedDelivery, Signer};
use hookseal_core::time::ManualClock;
use hookseal_core::{Algorithm, ConfigError, Secret, UnixTime, Verifier, VerifierBuilder};
use hookseal_replay::{MemoryStore, ReplayGuard, ReplayGuardBuilder};

const MAX: Duration = Duration::MAX;
const ZERO: Duration = Duration::ZERO;
const EXTREMES: [Duration; 2] = [ZERO, MAX];
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

const fn scheme(age: Duration, ahead: Duration) -> Scheme {
    use hookseal_core::scheme::Part;
    Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::pairs(HeaderName::from_static("Acme-Signature"), "v1"),
    )
    .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds).with_tolerance(age, ahead))
    .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
}

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn signed(at: UnixTime) -> SignedDelivery {
    let signer = Signer::new(scheme(MAX, MAX), secret()).unwrap();
    signer.sign(&Delivery::new("{}").timestamp(at)).unwrap()
}

fn builder(scheme: Scheme) -> VerifierBuilder {
    Verifier::builder(scheme)
        .key(secret())
        .clock(ManualClock::new(NOW))
}

/// A body that has to be waited for.
fn late() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    let wait = tokio::time::sleep(Duration::from_secs(3_600));
    stream::once(Box::pin(wait.map(|()| Ok(Bytes::from_static(b"{}")))))
}

#[test]
fn no_time_to_read_or_to_look_up_is_a_mistake() {
    let scheme = || scheme(MAX, MAX);
    for (setting, builder) in [
        ("read_timeout", builder(scheme()).read_timeout(ZERO)),
        ("lookup_timeout", builder(scheme()).lookup_timeout(ZERO)),
    ] {
        assert_eq!(
            builder.build().unwrap_err(),
            ConfigError::NoTime { setting }
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_time_to_read_is_waited_for() {
    let verifier = builder(scheme(MAX, MAX)).read_timeout(MAX).build().unwrap();
    let receiving = verifier.receive(late(), tokio::time::sleep);
    assert!(receiving.with_head(signed(NOW)).await.is_ok());
}

/// Has no keys, or none yet.
#[derive(Debug)]
struct Late(Duration);

impl KeyResolver for Late {
    type Query = ();

    fn query(&self, _: &KeyQuery<'_>) -> Result<(), Unresolved> {
        Ok(())
    }

    async fn resolve(&self, (): (), rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        if self.0 != Duration::from_secs(1) {
            return Err(Unresolved::Unavailable {
                reason: "later".to_owned(),
                retry_after: self.0,
            });
        }
        Ok(rules.prepare(secret())?)
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_time_to_look_up_is_waited_for_and_any_can_be_asked_to_wait() {
    for after in [ZERO, Duration::from_secs(1), MAX] {
        let verifier = Verifier::builder(scheme(MAX, MAX))
            .clock(ManualClock::new(NOW))
            .resolver(Late(after))
            .lookup_timeout(MAX)
            .build()
            .unwrap();
        let body = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{}"))]);
        let receiving = verifier.receive(body, tokio::time::sleep);
        match receiving.with_head(signed(NOW)).await {
            Ok(_) => assert_eq!(after.as_secs(), 1),
            Err(refused) => {
                assert_eq!(refused.code(), "key_unavailable");
                assert_eq!(refused.answer().status(), 503);
            }
        }
    }
}

#[test]
fn any_tolerance_judges_every_time() {
    let ends = [UnixTime::from_secs(0), UnixTime::from_secs(253_402_300_799)];
    for age in EXTREMES {
        for ahead in EXTREMES {
            let by_scheme = builder(scheme(age, ahead)).build().unwrap();
            let by_app = builder(scheme(ZERO, ZERO)).tolerance(age, ahead);
            for verifier in [by_scheme, by_app.build().unwrap()] {
                assert!(verifier.verify(&signed(NOW), "{}").is_ok());
                for (at, allowed) in ends.into_iter().zip([age, ahead]) {
                    let verdict = verifier.verify(&signed(at), "{}");
                    assert_eq!(verdict.is_ok(), allowed == MAX, "{at}: {verdict:?}");
                }
            }
        }
    }
}

#[test]
fn any_pause_lets_the_first_line_through() {
    for pause in EXTREMES {
        let sampler = Sampler::every(pause);
        assert_eq!(sampler.due(NOW), Some(0));
        let again = sampler.due(NOW.saturating_add(MAX));
        assert_eq!(again.is_some(), pause == ZERO);
    }
}

type Set = fn(ReplayGuardBuilder, Duration) -> ReplayGuardBuilder;

#[tokio::test(start_paused = true)]
async fn a_guard_bears_the_longest_times_and_refuses_none_at_all() {
    let settings: [(&str, Set); 4] = [
        ("lease", |guard, time| guard.lease(time).retention(MAX)),
        ("retention", ReplayGuardBuilder::retention),
        ("store_timeout", |guard, time| {
            guard.store_timeout(time).lease(MAX).retention(MAX)
        }),
        ("handler_timeout", ReplayGuardBuilder::handler_timeout),
    ];
    for (name, set) in settings {
        let build = |time| set(ReplayGuard::builder("test", MemoryStore::new()), time).build();
        let refused = build(ZERO).unwrap_err();
        assert!(
            matches!(refused, ConfigError::InvalidReplayGuard { .. }),
            "{name}: {refused:?}"
        );
        handles_once(
            &build(MAX).unwrap(),
            scheme(MAX, MAX).with_retry_window(MAX),
        )
        .await;
    }
    let guard = ReplayGuard::new("test", MemoryStore::new()).unwrap();
    handles_once(&guard, scheme(ZERO, ZERO).with_retry_window(ZERO)).await;
}

/// A handler that takes a while has its lease extended, and its delivery is then known.
async fn handles_once(guard: &ReplayGuard, scheme: Scheme) {
    let verifier = builder(scheme).build().unwrap();
    let delivery = signed(NOW);
    let mut handled = Vec::new();
    for _ in 0..2 {
        let body = verifier.verify(&delivery, "{}").unwrap().event().unwrap();
        let admission = guard.admit(&body, &delivery).unwrap();
        // As a store does that has no longer clock.
        let asked = admission.request().unwrap();
        let until = Instant::now().checked_add(asked.lease());
        assert!(until.unwrap().checked_add(asked.retention()).is_some());
        let handle = |_| async { tokio::time::sleep(Duration::from_secs(600)).await };
        let ran = admission
            .run(tokio::time::sleep, handle, |()| Some(200))
            .await;
        handled.push(matches!(ran.answer, hookseal_replay::Answer::Handled(())));
    }
    assert_eq!(handled, [true, false], "{guard:?}");
}
