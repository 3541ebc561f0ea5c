//! Enums of events, for senders that say the type in a header, in the body, or in a batch.

#![allow(clippy::unwrap_used, clippy::unwrap_in_result)] // in tests

use hookseal_core::scheme::SignatureScheme;
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Payload, PayloadError, Raw, Rejection, RejectionKind, Secret, Verifier};
use hookseal_derive::WebhookEvents;
use hookseal_providers::{GITHUB, STRIPE, TAILSCALE};
use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
struct Push {
    after: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct PullRequest {
    number: u64,
}

#[derive(Debug, PartialEq, WebhookEvents)]
#[events(crate = hookseal_core, sender = "github")]
enum GitHubEvent {
    #[event("push")]
    Push(Push),
    #[event("pull_request", action = "opened")]
    Opened(PullRequest),
    #[event("pull_request", "/pull_request/state" = "closed", action = "closed")]
    Closed,
    #[event("star", "watch")]
    Liked,
    #[event(other)]
    Other(Raw),
}

const SECRET: &str = "a-secret-for-these-tests-only-0f1e2d";

/// What a handler gets of a delivery that `scheme`'s sender has signed.
fn received<T: Payload>(
    scheme: impl SignatureScheme + Clone + 'static,
    kind: &str,
    body: &str,
) -> Result<T, Rejection> {
    let secret = || Secret::new(SECRET).unwrap();
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let delivery = Delivery::new(body).event_type(kind);
    let delivery = signer.sign(&delivery).unwrap();
    let verifier = Verifier::new(scheme, secret()).unwrap();
    let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
    let event = outcome.event().unwrap().decode_or_reject::<T>()?;
    Ok(event.into_payload())
}

fn github(kind: &str, body: &str) -> Result<GitHubEvent, Rejection> {
    received(GITHUB, kind, body)
}

#[test]
fn the_type_in_a_header_chooses_the_variant() {
    let push = Push {
        after: "6113728".to_owned(),
    };
    let body = r#"{"after":"6113728"}"#;
    assert_eq!(github("push", body), Ok(GitHubEvent::Push(push)));
    assert_eq!(github("star", "{}"), Ok(GitHubEvent::Liked));
    assert_eq!(github("watch", "[]"), Ok(GitHubEvent::Liked));
}

#[test]
fn members_of_the_body_choose_among_variants_of_a_type() {
    let opened = GitHubEvent::Opened(PullRequest { number: 7 });
    let body = r#"{"action":"opened","number":7}"#;
    assert_eq!(github("pull_request", body), Ok(opened));
    let body = r#"{"pull_request":{"state":"closed"},"action":"closed"}"#;
    assert_eq!(github("pull_request", body), Ok(GitHubEvent::Closed));
    // All of them must be as asked for.
    for body in [
        r#"{"pull_request":{"state":"open"},"action":"closed"}"#,
        r#"{"action":"closed"}"#,
        r#"{"action":"labeled","number":7}"#,
        r#"{"action":["opened"],"number":7}"#,
        "{}",
        "no JSON",
    ] {
        let other = GitHubEvent::Other(Raw(body.to_owned().into()));
        assert_eq!(github("pull_request", body), Ok(other), "{body}");
    }
}

#[test]
fn other_types_go_to_the_variant_for_them() {
    for kind in ["fork", "Push", "pushes", "pus"] {
        let other = GitHubEvent::Other(Raw("{}".into()));
        assert_eq!(github(kind, "{}"), Ok(other), "{kind}");
    }
}

#[test]
fn a_body_that_is_not_of_the_variant_is_refused_with_its_place() {
    let refused = github("push", r#"{"after":7}"#).unwrap_err();
    assert!(
        matches!(&refused, Rejection::Payload(PayloadError::Data { path, .. }) if path == "after"),
        "{refused:?}"
    );
    assert_eq!(refused.status(), 422);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Invoice {
    id: String,
}

#[derive(Debug, PartialEq, WebhookEvents)]
#[events(crate = hookseal_core, signed, unknown = "accept")]
enum Paid {
    #[event("invoice.paid")]
    Invoice(Invoice),
}

#[test]
fn the_type_in_the_body_chooses_the_variant() {
    let invoice = Paid::Invoice(Invoice {
        id: "evt_1".to_owned(),
    });
    let body = r#"{"id":"evt_1","type":"invoice.paid"}"#;
    assert_eq!(received::<Paid>(STRIPE, "", body), Ok(invoice));
}

#[test]
fn unknown_types_are_accepted_where_the_app_says_so() {
    let body = r#"{"id":"evt_1","type":"invoice.sent"}"#;
    let left_out = received::<Paid>(STRIPE, "", body).unwrap_err();
    assert_eq!(
        left_out,
        Rejection::Payload(PayloadError::Unhandled { accepted: true })
    );
    assert_eq!((left_out.status(), left_out.answer().body()), (204, ""));
    assert_eq!(left_out.kind(), RejectionKind::Payload);
}

#[test]
fn a_signed_type_can_be_demanded() {
    // GitHub's is in a header that nobody signs.
    let refused = received::<Paid>(GITHUB, "invoice.paid", r#"{"id":"evt_1"}"#).unwrap_err();
    assert_eq!(refused.status(), 500);
    assert_eq!(refused.kind(), RejectionKind::Misconfigured);
    assert!(
        refused.to_string().contains("`github` signs none"),
        "{refused}"
    );
    assert!(
        !refused
            .answer()
            .body()
            .contains("github.com/hookseal/hookseal/blob/main/docs/problems.md#unexpected")
    );
}

#[test]
fn another_senders_verifier_is_a_fault_of_the_app() {
    let refused =
        received::<GitHubEvent>(STRIPE, "", r#"{"type":"push","after":"1"}"#).unwrap_err();
    assert_eq!(refused.status(), 500);
    assert_eq!(refused.code(), "misconfigured");
    let text = refused.to_string();
    assert!(
        text.contains("`github`") && text.contains("`stripe`"),
        "{text}"
    );
    // The log says it, and nobody else.
    assert!(!refused.answer().body().contains("stripe"));
}

#[derive(Debug, PartialEq, WebhookEvents)]
#[events(crate = hookseal_core, unknown = "refuse")]
enum Node<T> {
    #[event("nodeCreated")]
    Created(T),
}

#[test]
fn the_first_event_of_a_batch_chooses_the_variant() {
    let body = r#"[{"type":"nodeCreated"},{"type":"nodeDeleted"}]"#;
    let created = received::<Node<Raw>>(TAILSCALE, "", body).unwrap();
    assert_eq!(created, Node::Created(Raw(body.into())));
}

#[test]
fn unknown_types_are_refused_where_the_app_says_so() {
    let refused = received::<Node<Raw>>(TAILSCALE, "", r#"[{"type":"nodeDeleted"}]"#).unwrap_err();
    assert_eq!(refused.status(), 422);
    assert_eq!(refused.code(), "payload_unhandled");
    assert!(refused.answer().body().contains("#unhandled-event"));
}

#[derive(Debug, PartialEq, WebhookEvents)]
#[events(crate = hookseal_core)]
enum Outer {
    #[event("push")]
    Push(Push),
    #[event(other)]
    Other(GitHubEvent),
}

#[test]
fn an_enum_of_events_is_a_payload_too() {
    let nested = received::<Outer>(GITHUB, "star", "{}");
    assert_eq!(nested, Ok(Outer::Other(GitHubEvent::Liked)));
}
