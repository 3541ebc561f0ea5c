use std::convert::Infallible;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream;

use super::*;
use crate::crypto::Algorithm;
use crate::engine::{VerifiedBody, Verifier};
use crate::header_name::HeaderName;
use crate::key::{Key, Secret};
use crate::schemes::{Scheme, SignatureField};
use crate::signing::Signer;
use crate::verdict::Rejection;
use crate::writing::{Delivery, SignedDelivery};

const SCHEME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")),
);

fn secret_of(tenant: &str) -> Secret {
    Secret::new(format!("the secret of {tenant}, of some length")).unwrap()
}

/// Tenants `a` and `b`, and some that make trouble.
#[derive(Debug, Default)]
struct Tenants {
    lookups: Arc<AtomicUsize>,
}

impl KeyResolver for Tenants {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        match request.tenant() {
            Some("panics-early") => panic!("early"),
            Some(tenant) => Ok(tenant.to_owned()),
            None => Err(Unresolved::Unknown),
        }
    }

    async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.lookups.fetch_add(1, Ordering::Relaxed);
        match &*tenant {
            "a" | "b" => Ok(rules.prepare(secret_of(&tenant))?.of_tenant(tenant)),
            "late" => {
                tokio::task::yield_now().await;
                Ok(rules.prepare(secret_of(&tenant))?.of_tenant(tenant))
            }
            "slow" => pending().await,
            "panics" => panic!("late"),
            "down" => Err(Unresolved::unavailable("the database is down")),
            "broken" => Ok(rules.prepare(Key::from(Secret::new("short")?))?),
            _ => Err(Unresolved::Unknown),
        }
    }
}

fn verifier() -> (Verifier, Arc<AtomicUsize>) {
    let tenants = Tenants::default();
    let lookups = Arc::clone(&tenants.lookups);
    let verifier = Verifier::builder(SCHEME).resolver(tenants);
    (verifier.build().unwrap(), lookups)
}

/// A delivery that arrives for a tenant.
struct For(Option<&'static str>, SignedDelivery);

impl RequestHead for For {
    fn method(&self) -> &str {
        self.1.method()
    }

    fn target(&self) -> &str {
        self.1.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.1.header(name, nth)
    }

    fn tenant(&self) -> Option<&str> {
        self.0
    }
}

fn signed_by(tenant: &str, body: &str) -> SignedDelivery {
    let signer = Signer::new(SCHEME, secret_of(tenant)).unwrap();
    signer.sign(&Delivery::new(body)).unwrap()
}

/// The verdict where timers fire at once when they are waited for.
fn receive(verifier: &Verifier, head: &dyn RequestHead) -> Result<VerifiedBody, Rejection> {
    receive_with(verifier, head, |_| std::future::ready(()))
}

fn receive_with<F: Future<Output = ()>>(
    verifier: &Verifier,
    head: &dyn RequestHead,
    sleep: impl Fn(Duration) -> F,
) -> Result<VerifiedBody, Rejection> {
    let body = Bytes::from_static(b"{}");
    let chunks = stream::iter([Ok::<_, Infallible>(body)]);
    let receiving = verifier.receive(chunks, sleep).with_head(head);
    let verdict = receiving.now_or_never().expect("nothing is waited for");
    verdict.map(|outcome| outcome.event().unwrap())
}

#[test]
fn k13_a_tenant_s_delivery_is_accepted_for_that_tenant_alone() {
    let (verifier, _) = verifier();
    for (at, by, accepted) in [("a", "a", true), ("b", "b", true), ("a", "b", false)] {
        let verdict = receive(&verifier, &For(Some(at), signed_by(by, "{}")));
        match verdict {
            Ok(body) => assert!(accepted && body.tenant() == Some(at), "{at} {by}"),
            Err(error) => assert!(!accepted && error == Rejection::SignatureMismatch),
        }
    }
}

#[test]
fn k16_an_unknown_tenant_is_refused_like_a_wrong_signature() {
    let (verifier, lookups) = verifier();
    for tenant in [Some("nobody"), None, Some(""), Some("a/../b"), Some("A")] {
        let error = receive(&verifier, &For(tenant, signed_by("a", "{}"))).unwrap_err();
        assert_eq!(error, Rejection::UnknownKey, "{tenant:?}");
        assert_eq!(error.answer(), Rejection::SignatureMismatch.answer());
    }
    assert_eq!(
        lookups.load(Ordering::Relaxed),
        4,
        "without a name nothing is looked up"
    );
}

/// A delivery whose tenant the app cannot name, by its own mistake.
struct Misrouted(SignedDelivery, Rejection);

impl RequestHead for Misrouted {
    fn method(&self) -> &str {
        self.0.method()
    }

    fn target(&self) -> &str {
        self.0.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.0.header(name, nth)
    }

    fn tenant_fault(&self) -> Option<&Rejection> {
        Some(&self.1)
    }
}

#[test]
fn whose_request_it_is_that_the_app_itself_cannot_say_is_no_stranger_s() {
    let (verifier, _) = verifier();
    let fault = || Rejection::TenantParameter {
        name: "tennant".into(),
    };
    let head = Misrouted(signed_by("a", "{}"), fault());
    assert_eq!(receive(&verifier, &head).unwrap_err(), fault());
    // Where no tenant is asked for, nothing is wrong.
    let verifier = Verifier::new(SCHEME, secret_of("a")).unwrap();
    assert!(receive(&verifier, &head).is_ok());
}

#[test]
fn k18_a_lookup_that_fails_is_503_and_accepts_nothing() {
    let (verifier, _) = verifier();
    for tenant in ["down", "panics", "panics-early", "broken", "slow"] {
        let error = receive(&verifier, &For(Some(tenant), signed_by("a", "{}"))).unwrap_err();
        assert_eq!(error.code(), "key_unavailable", "{tenant}");
        let problem = error.answer();
        assert_eq!(problem.status(), 503);
        let headers: Vec<_> = problem.headers().collect();
        assert!(
            headers.contains(&("retry-after", "10".into())),
            "{headers:?}"
        );
        assert!(!problem.body().contains("database"), "{}", problem.body());
    }
}

#[test]
fn k18_a_lookup_has_a_deadline_of_its_own() {
    let tenants = Tenants::default();
    let verifier = Verifier::builder(SCHEME)
        .resolver(tenants)
        .lookup_timeout(Duration::from_millis(300))
        .read_timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    let error = receive_with(
        &verifier,
        &For(Some("slow"), signed_by("a", "{}")),
        |time| {
            assert_eq!(time, Duration::from_millis(300));
            std::future::ready(())
        },
    )
    .unwrap_err();
    assert_eq!(error.code(), "key_unavailable");
}

/// A head with this signature and this method, for tenant `a`.
struct Bare(SignedDelivery, Option<&'static [u8]>, &'static str);

impl RequestHead for Bare {
    fn method(&self) -> &str {
        self.2
    }

    fn target(&self) -> &str {
        self.0.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mine = name.eq_ignore_ascii_case("x-signature") && nth == 0;
        self.1.filter(|_| mine)
    }

    fn tenant(&self) -> Option<&str> {
        Some("a")
    }
}

#[test]
fn g_what_needs_no_key_to_be_refused_is_never_looked_up() {
    let (verifier, lookups) = verifier();
    let unsigned = SignedDelivery::clone(&signed_by("a", "{}"));
    for (head, code) in [
        (Bare(unsigned.clone(), None, "POST"), "missing_signature"),
        (
            Bare(unsigned.clone(), Some(b"zz"), "POST"),
            "malformed_signature",
        ),
        (Bare(unsigned, None, "GET"), "method_not_allowed"),
    ] {
        assert_eq!(receive(&verifier, &head).unwrap_err().code(), code);
    }
    assert_eq!(lookups.load(Ordering::Relaxed), 0);
}

#[test]
fn g_h6_a_malformed_id_is_never_looked_up() {
    const WITH_ID: Scheme = Scheme::new(
        "acme",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("X-Signature")),
    )
    .with_event_id(crate::event::Source::header("X-Id"))
    .with_message(
        const {
            &[
                crate::schemes::Part::EventId,
                crate::schemes::Part::literal("."),
                crate::schemes::Part::Body,
            ]
        },
    );
    let tenants = Tenants::default();
    let lookups = Arc::clone(&tenants.lookups);
    let verifier = Verifier::builder(WITH_ID)
        .resolver(tenants)
        .build()
        .unwrap();
    let signer = Signer::new(WITH_ID, secret_of("a")).unwrap();
    let good = signer.sign(&Delivery::new("{}").event_id("evt_1")).unwrap();
    assert!(receive(&verifier, &For(Some("a"), good)).is_ok());
    for (id, code) in [(Some("a.b"), "malformed_id"), (None, "malformed_id")] {
        // Another scheme's delivery has the signature, and the id as it likes.
        let plain = Signer::new(SCHEME, secret_of("a")).unwrap();
        let mut delivery = Delivery::new("{}");
        if let Some(id) = id {
            delivery = delivery.header(HeaderName::from_static("X-Id"), id);
        }
        let head = For(Some("a"), plain.sign(&delivery).unwrap());
        assert_eq!(receive(&verifier, &head).unwrap_err().code(), code);
    }
    assert_eq!(lookups.load(Ordering::Relaxed), 1, "that of the good one");
}

#[test]
fn keys_made_ready_for_another_algorithm_fit_nothing() {
    let rules = KeyRules::new(
        SecretRules {
            scheme: "acme".to_owned(),
            algorithm: Algorithm::HmacSha512,
            format: crate::key::KeyFormat::Utf8,
            min_bytes: 16,
            allow_weak: false,
            api_keys: false,
        },
        None,
    );
    let foreign = rules.prepare(secret_of("a")).unwrap();
    let (verifier, _) = verifier();
    let mut verification = verifier
        .begin_with(&signed_by("a", "{}"), &foreign)
        .unwrap()
        .reading()
        .unwrap();
    verification.update(Bytes::from_static(b"{}")).unwrap();
    assert_eq!(
        verification.finish().unwrap_err(),
        Rejection::SignatureMismatch
    );
}

/// Each poll has a view of its own, as adapters make it; nothing is kept of one, and what it
/// claims is read from the first alone.
#[test]
fn the_head_is_read_once_however_long_the_keys_take() {
    let (verifier, lookups) = verifier();
    let mut context = Context::from_waker(Waker::noop());
    let heads: [&dyn RequestHead; 3] = [
        &For(Some("late"), signed_by("late", "{}")),
        &For(Some("late"), signed_by("a", "{}")),
        &Bare(signed_by("late", "{}"), None, "POST"),
    ];
    for again in heads {
        let body = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{}"))]);
        let mut receiving = pin!(verifier.receive(body, |_| pending::<()>()));
        let first = For(Some("late"), signed_by("late", "{}"));
        let polled = receiving.as_mut().poll_received(&first, &mut context);
        assert!(polled.is_pending());
        drop(first);
        let Poll::Ready(verdict) = receiving.as_mut().poll_received(again, &mut context) else {
            panic!("the keys are there");
        };
        assert_eq!(verdict.err(), None);
    }
    assert_eq!(lookups.load(Ordering::Relaxed), 3, "one each");
}

#[test]
fn a_verifier_has_either_keys_or_a_resolver() {
    let both = Verifier::builder(SCHEME)
        .key(secret_of("a"))
        .resolver(Tenants::default());
    assert_eq!(both.build().unwrap_err(), ConfigError::KeysAreLookedUp);
    let (verifier, _) = verifier();
    assert_eq!(
        verifier.replace_keys(secret_of("a")).unwrap_err(),
        ConfigError::KeysAreLookedUp
    );
    let error = verifier.begin(&signed_by("a", "{}")).unwrap_err();
    assert_eq!(error.code(), "misconfigured", "`begin` cannot look up");
}

#[test]
fn a_tenant_may_have_a_scheme_of_its_own() {
    #[derive(Debug)]
    struct Choosing;
    impl KeyResolver for Choosing {
        type Query = Option<String>;

        fn one_scheme_for_all(&self) -> bool {
            false
        }

        fn query(&self, request: &KeyQuery<'_>) -> Result<Option<String>, Unresolved> {
            Ok(request.tenant().map(str::to_owned))
        }

        async fn resolve(
            &self,
            tenant: Option<String>,
            rules: KeyRules,
        ) -> Result<ReadyKeys, Unresolved> {
            match tenant.as_deref() {
                Some("b") => Ok(rules.prepare_as(OTHER, secret_of("b"))?.of_tenant("b")),
                Some("a") => Ok(rules.prepare(secret_of("a"))?.of_tenant("a")),
                _ => Err(Unresolved::Unknown),
            }
        }
    }
    let verifier = Verifier::builder(SCHEME)
        .resolver(Choosing)
        .build()
        .unwrap();
    let other = Signer::new(OTHER, secret_of("b")).unwrap();
    let other = other.sign(&Delivery::new("{}").event_id("evt_1")).unwrap();
    let body = receive(&verifier, &For(Some("b"), other.clone())).unwrap();
    assert_eq!(body.id().unwrap().claimed(), "evt_1");
    assert_eq!(body.tenant(), Some("b"));
    let body = receive(&verifier, &For(Some("a"), signed_by("a", "{}"))).unwrap();
    assert_eq!((body.tenant(), body.id()), (Some("a"), None));
    for (tenant, delivery, code) in [
        ("a", other.clone(), "missing_signature"),
        ("b", signed_by("b", "{}"), "missing_signature"),
        ("c", signed_by("a", "{}"), "unknown_key"),
    ] {
        let error = receive(&verifier, &For(Some(tenant), delivery)).unwrap_err();
        assert_eq!(error.code(), code, "{tenant}");
    }
}

const OTHER: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("X-Other")),
)
.with_event_id(crate::event::Source::header("X-Id"));

#[test]
fn k24_debug_shows_no_key() {
    let (verifier, _) = verifier();
    let rules = KeyRules::new(
        SecretRules {
            scheme: "acme".to_owned(),
            algorithm: Algorithm::HmacSha256,
            format: crate::key::KeyFormat::Utf8,
            min_bytes: 16,
            allow_weak: false,
            api_keys: false,
        },
        None,
    );
    let keys = rules.prepare(secret_of("a")).unwrap().of_tenant("a");
    let shown = format!("{verifier:?}{rules:?}{keys:?}");
    assert!(!shown.contains("the secret of"), "{shown}");
    assert!(shown.contains("tenant: Some(\"a\")"), "{shown}");
}
