mod duplicates;
mod fate;
mod known;

use std::future::{Pending, pending, ready};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use hookseal_core::adapter::RequestHead;
use hookseal_core::guard::Owner;
use hookseal_core::keys::{KeySlot, Keys};
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, HeaderName, Incoming, Part, Scheme,
    SignatureField, SignatureScheme, Source, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{SignedDelivery, Signer};
use hookseal_core::{
    Algorithm, BodyCoverage, ConfigError, Rejection, Secret, VerifiedBody, Verifier,
};

use super::*;

const HOUR: Duration = Duration::from_secs(60 * 60);

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_event_id(Source::json("/id"));

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn signed(scheme: &Scheme, body: &str) -> SignedDelivery {
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    signer
        .sign(&hookseal_core::signing::Delivery::new(body))
        .unwrap()
}

fn verified(scheme: &Scheme, body: &str) -> (VerifiedBody, SignedDelivery) {
    let verifier = Verifier::new(scheme.clone(), secret()).unwrap();
    let delivery = signed(scheme, body);
    let bytes = delivery.body().to_vec();
    (
        verifier.verify(&delivery, bytes).unwrap().event().unwrap(),
        delivery,
    )
}

fn guard() -> ReplayGuard {
    ReplayGuard::new("test", MemoryStore::new()).unwrap()
}

fn request(guard: &ReplayGuard, scheme: &Scheme, body: &str) -> ReserveRequest {
    let (body, head) = verified(scheme, body);
    *guard.admit(&body, &head).unwrap().request().unwrap()
}

#[allow(clippy::unnecessary_wraps)]
#[allow(clippy::trivially_copy_pass_by_ref)] // as `Admission::run` asks
fn status(status: &u16) -> Option<u16> {
    Some(*status)
}

/// For where nothing may be waited for.
fn no_sleep(_: Duration) -> Pending<()> {
    panic!("nothing has to be waited for")
}

#[test]
fn a_guard_that_would_not_keep_its_promise_is_refused() {
    let builder = || ReplayGuard::builder("test", MemoryStore::new());
    for (wrong, word) in [
        (builder().store_timeout(Duration::ZERO), "store_timeout"),
        (builder().lease(Duration::from_millis(999)), "four times"),
        (builder().handler_timeout(Duration::ZERO), "handler_timeout"),
        (builder().retention(Duration::from_secs(59)), "retention"),
        (builder().duplicate_status(409), "2xx"),
        (
            builder()
                .duplicate_status(204)
                .duplicate_body("text/xml", "<Response/>"),
            "no body",
        ),
        (builder().duplicate_body("xml", ""), "media type"),
        (builder().duplicate_body("text/xml\r\n", ""), "media type"),
        (builder().final_status(503), "5xx"),
    ] {
        match wrong.build().unwrap_err() {
            ConfigError::InvalidReplayGuard { reason } => {
                assert!(reason.contains(word), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(builder().lease(Duration::from_secs(1)).build().is_ok());
}

#[test]
fn i13_no_field_of_a_key_can_stand_for_another() {
    let namespace = |provider, tenant: Option<&'static str>, endpoint| key::Namespace {
        provider,
        owner: tenant.map_or(Owner::Sender, Owner::Tenant),
        endpoint,
    };
    let by_key = |fingerprint| key::Namespace {
        provider: "a",
        owner: Owner::Key(fingerprint),
        endpoint: "b",
    };
    let body = Fingerprint::of(b"{}");
    let mut keys = vec![
        namespace("a", None, "b").key_of_event("c"),
        namespace("ab", None, "").key_of_event("c"),
        namespace("a", None, "").key_of_event("bc"),
        namespace("a", Some(""), "b").key_of_event("c"),
        namespace("a", Some("c"), "b").key_of_event(""),
        namespace("a", Some("b"), "").key_of_event("c"),
        namespace("b", None, "a").key_of_event("c"),
        by_key([0; 32]).key_of_event("c"),
        by_key([1; 32]).key_of_event("c"),
        namespace("a", None, "b")
            .key_of_message()
            .field(body.as_bytes())
            .finish(),
        namespace("a", None, "b")
            .key_of_message()
            .field(body.as_bytes())
            .field(b"")
            .finish(),
        namespace("a", None, "b")
            .key_of_message()
            .field(body.as_bytes())
            .field(b"xy")
            .finish(),
        namespace("a", None, "b")
            .key_of_message()
            .field(body.as_bytes())
            .field(b"x")
            .field(b"y")
            .finish(),
    ];
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn i13_no_part_of_a_message_can_stand_for_another() {
    let key = |endpoint, parts: &[&str], is_in_process| {
        let namespace = key::Namespace {
            provider: "acme",
            owner: Owner::Sender,
            endpoint,
        };
        let mut message = message::Message::new(namespace, is_in_process);
        for part in parts {
            message.add(part.as_bytes());
        }
        message.finish()
    };
    let mut keys = Vec::new();
    for is_in_process in [false, true] {
        for parts in [
            &["a", "b"][..],
            &["ab"],
            &["ab", ""],
            &["", "ab"],
            &["b", "a"],
        ] {
            let made = key("x", parts, is_in_process);
            assert_eq!(made, key("x", parts, is_in_process));
            keys.extend([made, key("y", parts, is_in_process)]);
        }
    }
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn the_key_of_an_event_can_be_told_without_its_delivery() {
    let guard = guard();
    let key = *request(&guard, &ACME, r#"{"id":"evt_1","n":1}"#).key();
    assert_eq!(key, guard.key_of_event("acme", None, "evt_1"));
    assert_ne!(key, guard.key_of_event("acme", None, "evt_2"));
    assert_eq!(key.to_string().len(), 64);
    assert_eq!(DeliveryKey::from_bytes(*key.as_bytes()), key);
}

#[test]
fn i34_a_delivery_is_known_for_longer_than_it_can_come_again() {
    let retention = |scheme: &Scheme| request(&guard(), scheme, "{}").retention();
    assert_eq!(retention(&ACME), 24 * HOUR);
    let retried = ACME.with_retry_window(72 * HOUR);
    assert_eq!(retention(&retried), 90 * HOUR);
    assert_eq!(
        retention(&ACME.with_retry_window(Duration::MAX)),
        10 * 365 * 24 * HOUR
    );
    let timestamp = Timestamp::header(
        HeaderName::from_static("Acme-Time"),
        TimestampFormat::Seconds,
    );
    let stamped = ACME
        .with_timestamp(timestamp.with_tolerance(30 * HOUR, HOUR))
        .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });
    assert_eq!(retention(&stamped), 62 * HOUR);
    let (body, head) = {
        let verifier = Verifier::builder(stamped.clone()).key(secret());
        let verifier = verifier.tolerance(HOUR, HOUR).build().unwrap();
        let delivery = signed(&stamped, "{}");
        (
            verifier
                .verify(&delivery, &b"{}"[..])
                .unwrap()
                .event()
                .unwrap(),
            delivery,
        )
    };
    let admission = guard().admit(&body, &head).unwrap();
    assert_eq!(admission.request().unwrap().retention(), 24 * HOUR);
}

/// A head with another value for the header that is signed.
struct Tampered;

impl RequestHead for Tampered {
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

#[test]
fn signed_headers_tell_messages_apart_and_must_still_be_there() {
    const SHOP: HeaderName = HeaderName::from_static("Acme-Shop");
    let shops = ACME.with_message(const { &[Part::Header(SHOP), Part::literal("."), Part::Body] });
    let key = |shop: &str| {
        let signer = Signer::new(shops.clone(), secret()).unwrap();
        let delivery = hookseal_core::signing::Delivery::new("{}").header(SHOP, shop);
        let delivery = signer.sign(&delivery).unwrap();
        let verifier = Verifier::new(shops.clone(), secret()).unwrap();
        let body = verifier
            .verify(&delivery, &b"{}"[..])
            .unwrap()
            .event()
            .unwrap();
        let tampered = guard().admit(&body, &Tampered).unwrap_err();
        assert_eq!(tampered.code(), "misconfigured");
        let admission = guard().admit(&body, &delivery).unwrap();
        *admission.request().unwrap().key()
    };
    assert_eq!(key("one"), key("one"));
    assert_ne!(key("one"), key("two"));
}

/// Signs a member of the body, and nothing else of it.
#[derive(Debug)]
struct MemberOnly;

impl Claim for MemberOnly {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        let key = keys.iter().next().ok_or(Rejection::UnknownKey)?;
        Ok(Box::new(MemberCheck(key.slot())))
    }
}

struct MemberCheck(KeySlot);

impl Check for MemberCheck {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self: Box<Self>, _: &bytes::Bytes) -> Result<Authentic, Rejection> {
        Ok(Authentic::by(self.0))
    }
}

impl SignatureScheme for MemberOnly {
    fn description(&self) -> Description {
        Description::new("member", Algorithm::HmacSha256, BodyCoverage::Parts)
    }

    fn claim(&self, _: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(Self))
    }

    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        if let Some(signed) = delivered.body().split(|byte| *byte == b'&').next() {
            part(signed);
        }
        Ok(())
    }
}

#[test]
fn i6_what_is_not_signed_of_a_body_makes_no_other_delivery() {
    let key = |body: &'static str| {
        let verifier = Verifier::new(MemberOnly, secret()).unwrap();
        let body = verifier
            .verify(&Tampered, body.as_bytes())
            .unwrap()
            .event()
            .unwrap();
        *guard()
            .admit(&body, &Tampered)
            .unwrap()
            .request()
            .unwrap()
            .key()
    };
    assert_eq!(key("paid=7&note=a"), key("paid=7&note=b"));
    assert_ne!(key("paid=7&note=a"), key("paid=8&note=a"));
}

#[test]
fn nothing_is_waited_for_where_nothing_has_to_be() {
    let guard = guard();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let run = |answer: u16| {
        let admission = guard.admit(&body, &head).unwrap();
        let ran = admission.run(no_sleep, move |_| ready(answer), status);
        ran.now_or_never().unwrap()
    };
    assert!(matches!(run(500).answer, Answer::Handled(500)));
    let ran = run(201);
    assert!(matches!(ran.answer, Answer::Handled(201)));
    assert!(ran.unsettled.is_none());
    assert!(matches!(run(200).answer, Answer::Duplicate(_)));
}

#[tokio::test(start_paused = true)]
async fn what_is_in_progress_is_counted_and_its_end_can_be_awaited() {
    let guard = guard();
    assert_eq!(guard.runs(), 0);
    guard.drained().await;
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let admit = || guard.admit(&body, &head).unwrap();
    let (open, gate) = tokio::sync::oneshot::channel::<()>();
    let handler = |_| async {
        gate.await.unwrap();
        200
    };
    let mut first = Box::pin(admit().run(tokio::time::sleep, handler, status));
    assert_eq!(guard.runs(), 0, "nothing has begun");
    assert!((&mut first).now_or_never().is_none());
    assert_eq!(guard.runs(), 1);
    let (mut one, mut other) = (guard.drained(), guard.clone().drained());
    assert!((&mut one).now_or_never().is_none() && (&mut other).now_or_never().is_none());
    assert_eq!(format!("{one:?}"), "Drained { runs: 1 }");
    // A copy meanwhile is a run of no length.
    let copy = admit().run(tokio::time::sleep, |_| ready(200), status);
    assert!(matches!(copy.await.answer, Answer::Refused(_)));
    let first = tokio::spawn(async move { matches!(first.await.answer, Answer::Handled(200)) });
    let ends = tokio::spawn(async move {
        one.await;
        other.await;
    });
    open.send(()).unwrap();
    assert!(first.await.unwrap());
    ends.await.unwrap();
    assert_eq!(guard.runs(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_or_panics_is_in_progress_no_more() {
    let guard = guard();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let admit = || guard.admit(&body, &head).unwrap();
    let mut hangs = Box::pin(admit().run(tokio::time::sleep, |_| pending::<u16>(), status));
    assert!((&mut hangs).now_or_never().is_none());
    let drained = tokio::spawn(guard.drained());
    tokio::task::yield_now().await;
    assert!(!drained.is_finished());
    drop(hangs);
    drained.await.unwrap();

    let (body, head) = verified(&ACME, r#"{"id":"evt_2"}"#);
    let admission = guard.admit(&body, &head).unwrap();
    let panics = |_| -> std::future::Ready<u16> { panic!("a handler of little care") };
    let ran = admission.run(tokio::time::sleep, panics, status).await;
    assert!(matches!(ran.answer, Answer::Refused(_)));
    assert_eq!(guard.runs(), 0);
}

#[tokio::test(start_paused = true)]
async fn i42_a_forgotten_delivery_is_handled_again() {
    let guard = guard();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let run = async || {
        let admission = guard.admit(&body, &head).unwrap();
        admission
            .run(
                no_sleep,
                |held| ready(held.unwrap().attempt()),
                |_| Some(200),
            )
            .await
            .answer
    };
    assert!(matches!(run().await, Answer::Handled(1)));
    assert!(matches!(run().await, Answer::Duplicate(_)));
    let key = guard.key_of_event("acme", None, "evt_1");
    assert!(guard.forget(&key).await.unwrap());
    assert!(!guard.forget(&key).await.unwrap());
    assert!(matches!(run().await, Answer::Handled(2)));
    assert!(guard.check_store().await.unwrap().is_sound());
}

/// Fails so many commits, and notes when the lease was extended.
#[derive(Debug, Default)]
struct Failing {
    store: MemoryStore,
    commits_to_fail: AtomicUsize,
    extended: Mutex<Vec<tokio::time::Instant>>,
}

impl ReplayStore for Failing {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        self.store.reserve(request).await
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.extended
            .lock()
            .unwrap()
            .push(tokio::time::Instant::now());
        self.store.extend(held).await
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        let fail = |left: usize| left.checked_sub(1);
        let failing = &self.commits_to_fail;
        match failing.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fail) {
            Ok(_) => Err(StoreError::new("connection refused")),
            Err(_) => self.store.commit(held).await,
        }
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.store.release(held).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        self.store.forget(key).await
    }
}

#[tokio::test(start_paused = true)]
async fn i23_a_commit_is_tried_again_until_the_store_answers() {
    let store = std::sync::Arc::new(Failing::default());
    store.commits_to_fail.store(8, Ordering::Relaxed);
    let guard = ReplayGuard::new("test", std::sync::Arc::clone(&store)).unwrap();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let admission = || guard.admit(&body, &head).unwrap();
    let ran = admission()
        .run(tokio::time::sleep, |_| ready(200), status)
        .await;
    assert!(matches!(ran.answer, Answer::Handled(200)));
    let again = admission()
        .run(tokio::time::sleep, |_| ready(200), status)
        .await;
    assert!(matches!(
        again.answer,
        Answer::Refused(Rejection::InFlight { .. })
    ));
    assert_eq!(guard.runs(), 1, "the commit that is tried again");
    ran.unsettled.unwrap().settle(tokio::time::sleep).await;
    assert_eq!(guard.runs(), 0);
    let again = admission()
        .run(tokio::time::sleep, |_| ready(200), status)
        .await;
    assert!(matches!(again.answer, Answer::Duplicate(_)));
}

#[tokio::test(start_paused = true)]
async fn i23_it_is_given_up_in_the_end() {
    let store = std::sync::Arc::new(Failing::default());
    store.commits_to_fail.store(usize::MAX, Ordering::Relaxed);
    let guard = ReplayGuard::new("test", store).unwrap();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let admission = guard.admit(&body, &head).unwrap();
    let ran = admission
        .run(tokio::time::sleep, |_| ready(200), status)
        .await;
    let start = tokio::time::Instant::now();
    ran.unsettled.unwrap().settle(tokio::time::sleep).await;
    let minutes = start.elapsed().as_secs() / 60;
    assert_eq!(minutes, 15);
}

#[tokio::test(start_paused = true)]
async fn i18_a_lease_is_extended_each_third_of_it() {
    let store = std::sync::Arc::new(Failing::default());
    let guard = ReplayGuard::new("test", std::sync::Arc::clone(&store)).unwrap();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let start = tokio::time::Instant::now();
    let handler = |_| async {
        tokio::time::sleep(Duration::from_secs(65)).await;
        200
    };
    let admission = guard.admit(&body, &head).unwrap();
    let ran = admission.run(tokio::time::sleep, handler, status).await;
    assert!(matches!(ran.answer, Answer::Handled(200)));
    let extended = store.extended.lock().unwrap();
    let after: Vec<_> = extended.iter().map(|at| (*at - start).as_secs()).collect();
    assert_eq!(after, [20, 40, 60]);
}

#[tokio::test(start_paused = true)]
async fn i16_a_handler_that_hangs_is_given_up() {
    let guard = ReplayGuard::builder("test", MemoryStore::new())
        .handler_timeout(Duration::from_secs(90))
        .build()
        .unwrap();
    let (body, head) = verified(&ACME, r#"{"id":"evt_1"}"#);
    let start = tokio::time::Instant::now();
    let admission = guard.admit(&body, &head).unwrap();
    let ran = admission
        .run(tokio::time::sleep, |_| pending::<u16>(), status)
        .await;
    assert_eq!(start.elapsed().as_secs(), 90);
    assert!(matches!(
        ran.answer,
        Answer::Refused(Rejection::HandlerFailed { .. })
    ));
    let admission = guard.admit(&body, &head).unwrap();
    let again = admission.run(
        no_sleep,
        |held| ready(held.unwrap().attempt()),
        |_| Some(200),
    );
    assert!(matches!(again.await.answer, Answer::Handled(2)));
}

#[test]
fn i25_who_is_turned_away_does_not_come_back_at_once_with_the_others() {
    use std::collections::BTreeSet;

    let seconds: BTreeSet<u64> = (0..200)
        .map(|_| run::retry_after(Duration::from_secs(600)))
        .collect();
    assert!(seconds.len() > 10, "{seconds:?}");
    assert!(seconds.iter().all(|seconds| (48..=72).contains(seconds)));
    assert_eq!(run::retry_after(Duration::ZERO), 1);
}
