//! What makes two deliveries one.

use std::time::Duration;

use hookseal::Verifier;
use hookseal::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal::replay::{Identity, OtherBody};
use hookseal::scheme::HeaderName;
use hookseal::signing::Delivery;

use super::store::Unreliable;
use super::{answers, guard, is_duplicate, ran, site};
use crate::case::Stage;
use crate::request::Request;
use crate::senders::{ENCODES, GITHUB, MESHES, NOW, STANDARD, STRIPE, SVIX, Sender, URLSIGN};
use crate::site::App;

pub(super) fn unsigned_id(stage: &Stage<'_>) {
    let site = site(stage, &GITHUB, []);
    let request = GITHUB.deliver();
    site.accepts(&request);
    is_duplicate(&site, &request.clone().with("X-GitHub-Delivery", "another"));
    is_duplicate(&site, &request.clone().without("X-GitHub-Delivery"));
    is_duplicate(&site, &request.clone().with("X-GitHub-Event", "issues"));
    is_duplicate(&site, &request.to("/hooks/raw?again=1"));
}

pub(super) fn signature_text(stage: &Stage<'_>) {
    let site = site(stage, &GITHUB, []);
    let request = GITHUB.deliver();
    site.accepts(&request);
    let capitals = request.editing(GITHUB.header, |text| {
        let hex = text.strip_prefix("sha256=").unwrap();
        format!("sha256={}", hex.to_uppercase())
    });
    is_duplicate(&site, &capitals);
    // One more candidate among the signatures.
    let site = super::site(stage, &STANDARD, []);
    let request = STANDARD.deliver();
    site.accepts(&request);
    let other = STANDARD.with_key(2).deliver().text(STANDARD.header);
    is_duplicate(
        &site,
        &request.editing(STANDARD.header, |text| format!("{other} {text}")),
    );
}

pub(super) fn poisoning(stage: &Stage<'_>) {
    let site = site(stage, &GITHUB, []);
    let captured = GITHUB.sign(r#"{"event":1}"#);
    site.accepts(&captured);
    is_duplicate(&site, &captured.with("X-GitHub-Delivery", "next"));
    let genuine = GITHUB
        .sign(r#"{"event":2}"#)
        .with("X-GitHub-Delivery", "next");
    site.accepts(&genuine);
}

pub(super) fn refused(stage: &Stage<'_>) {
    let store = Unreliable::default();
    let app = App::new(STRIPE.verifier()).guarded(guard(&store).build().unwrap());
    let site = stage.serve_app(app);
    let request = STRIPE.deliver();
    for _ in 0..10 {
        site.refuses(&request.clone().body("{}"), "signature_mismatch");
        site.refuses(&request.clone().without(STRIPE.header), "missing_signature");
        let old = STRIPE.sign_at("{}", NOW.saturating_sub(Duration::from_secs(301)));
        site.refuses(&old, "stale");
    }
    assert_eq!(store.asked(), 0);
    // None of them has burnt the id.
    site.accepts(&request);
    assert_eq!(store.asked(), 2, "one reservation, one commit");
}

pub(super) fn other_body(stage: &Stage<'_>) {
    let first = STRIPE.sign(r#"{"id":"evt_1","attempts":[]}"#);
    let second = STRIPE.sign(r#"{"id":"evt_1","attempts":[1]}"#);
    let serve = |answer| {
        let guard = guard(&Unreliable::default()).other_body(answer);
        stage.serve_app(App::new(STRIPE.verifier()).guarded(guard.build().unwrap()))
    };
    let site = serve(OtherBody::Duplicate);
    site.accepts(&first);
    is_duplicate(&site, &second);
    let site = serve(OtherBody::Refuse);
    site.accepts(&first);
    site.answers(&second, 422, "other-body", "other_body");
    is_duplicate(&site, &first);
    // Told apart by the whole message, it is another delivery.
    let guard = guard(&Unreliable::default()).identity(Identity::Message);
    let app = App::new(STRIPE.verifier()).guarded(guard.build().unwrap());
    let site = stage.serve_app(app);
    site.accepts(&first);
    site.accepts(&second);
    is_duplicate(&site, &first);
    ran(&site, &[1, 1]);
}

pub(super) fn signed_anew(stage: &Stage<'_>) {
    let later = NOW.saturating_add(Duration::from_secs(30));
    // The id is signed in the body, or in the head, or there is none.
    for (sender, body) in [
        (STRIPE, r#"{"id":"evt_1"}"#),
        (SVIX, r#"{"order":7}"#),
        (STRIPE, r#"{"order":7}"#),
        (STRIPE, r#"{"id":"","order":7}"#),
        (STRIPE, "no JSON"),
    ] {
        let site = site(stage, &sender, []);
        site.accepts(&sender.sign(body));
        is_duplicate(&site, &sender.sign_at(body, later));
        let other = body.replace("evt_1", "evt_2").replace('7', "8") + " ";
        let other = sender.sign_delivery(
            &Delivery::new(&other)
                .target("/hooks/raw")
                .event_id("msg_2")
                .timestamp(later),
        );
        site.accepts(&other);
    }
}

pub(super) fn apart(stage: &Stage<'_>) {
    // Two tenants of one sender.
    let store = Unreliable::default();
    let verifier = Verifier::builder(MESHES.scheme.clone()).resolver(Tenants);
    let app = App::new(verifier.build().unwrap()).guarded(guard(&store).build().unwrap());
    let site = stage.serve_app(app);
    let body = r#"{"uuid":"7","event":"order.placed"}"#;
    for (tenant, key) in [("acme", 1), ("globex", 2)] {
        let request = MESHES.with_key(key).sign(body);
        let request = request.to(&format!("/hooks/tenants/{tenant}"));
        site.accepts(&request);
        is_duplicate(&site, &request);
    }
    // Another sender, and another endpoint, in the same store.
    let body = r#"{"id":"7","uuid":"7","event_id":"7"}"#;
    for (sender, endpoint) in [(STRIPE, "a"), (STRIPE, "b"), (MESHES, "a"), (GITHUB, "a")] {
        let guard = hookseal::replay::ReplayGuard::new(endpoint, store.clone());
        let app = App::new(sender.verifier()).guarded(guard.unwrap());
        let site = stage.serve_app(app);
        site.accepts(&sender.sign(body));
        is_duplicate(&site, &sender.sign(body));
    }
}

pub(super) fn unsaid(stage: &Stage<'_>) {
    let verifier = Verifier::builder(MESHES.scheme.clone()).resolver(Unsaid);
    let guard = guard(&Unreliable::default()).build().unwrap();
    let site = stage.serve_app(App::new(verifier.build().unwrap()).guarded(guard));
    let body = r#"{"uuid":"evt_1","event":"order.placed"}"#;
    for (tenant, key) in [("acme", 1), ("globex", 2)] {
        let request = MESHES.with_key(key).sign(body);
        let request = request.to(&format!("/hooks/tenants/{tenant}"));
        site.accepts(&request);
        is_duplicate(&site, &request);
    }
}

pub(super) fn unguarded(stage: &Stage<'_>) {
    let store = Unreliable::default();
    let guard = guard(&store).identity(Identity::IdOnly).build().unwrap();
    let app = App::new(STRIPE.verifier()).guarded(guard);
    let site = stage.serve_app(app);
    for runs in 1..3 {
        answers(&site, &STRIPE.sign(r#"{"ping":true}"#), 200, runs);
    }
    assert_eq!(store.asked(), 0);
    assert_eq!(site.runs()[1].attempt, None);
    site.handled();
    site.accepts(&STRIPE.deliver());
    is_duplicate(&site, &STRIPE.deliver());
}

pub(super) fn shared_id(stage: &Stage<'_>) {
    let mut calls = STRIPE;
    calls.scheme = calls.scheme.shared_event_id();
    let site = site(stage, &calls, []);
    let started = calls.sign(r#"{"id":"call_1","type":"started"}"#);
    let ended = calls.sign(r#"{"id":"call_1","type":"ended"}"#);
    assert_eq!(site.accepts(&started).id, site.accepts(&ended).id);
    is_duplicate(&site, &started);
    is_duplicate(&site, &ended);
}

pub(super) fn signed_url(stage: &Stage<'_>) {
    let verifier = URLSIGN.builder().public_url("https://hooks.example.com");
    let guard = guard(&Unreliable::default()).build().unwrap();
    let site = stage.serve_app(App::new(verifier.build().unwrap()).guarded(guard));
    let sign = |target: &str| {
        let signer = URLSIGN.signer().public_url("https://hooks.example.com");
        let delivery = Delivery::new("{}").target(target);
        Request::of(&signer.unwrap().sign(&delivery).unwrap())
    };
    for target in [
        "/hooks/raw?shop=1",
        "/hooks/raw?shop=2",
        "/stage/hooks/raw?shop=1",
    ] {
        site.accepts(&sign(target));
        is_duplicate(&site, &sign(target));
    }
}

pub(super) fn signed_coding(stage: &Stage<'_>) {
    let site = site(stage, &ENCODES, []);
    for coding in ["gzip", "br"] {
        let name = HeaderName::from_static("Content-Encoding");
        let delivery = Delivery::new("{}")
            .target("/hooks/raw")
            .header(name, coding);
        let request = ENCODES.sign_delivery(&delivery);
        site.accepts(&request);
        is_duplicate(&site, &request);
    }
}

/// As [`Tenants`], but it does not say whose the keys are.
#[derive(Debug)]
struct Unsaid;

impl KeyResolver for Unsaid {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        Tenants.query(request)
    }

    async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Ok(rules.prepare(key_of(&tenant)?.key())?)
    }
}

fn key_of(tenant: &str) -> Result<Sender, Unresolved> {
    match tenant {
        "acme" => Ok(MESHES.with_key(1)),
        "globex" => Ok(MESHES.with_key(2)),
        _ => Err(Unresolved::Unknown),
    }
}

/// Two tenants with a key each.
#[derive(Debug)]
struct Tenants;

impl KeyResolver for Tenants {
    type Query = String;

    fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
        request
            .tenant()
            .map(str::to_owned)
            .ok_or(Unresolved::Unknown)
    }

    async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Ok(rules.prepare(key_of(&tenant)?.key())?.of_tenant(tenant))
    }
}
