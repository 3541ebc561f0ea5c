//! Several senders on one URL.

#![allow(clippy::panic, clippy::unwrap_used)]

use hookseal_core::adapter::{OwnedHead, RequestHead as _};
use hookseal_core::signing::{Delivery, SignedDelivery, Signer};
use hookseal_core::trace::Step;
use hookseal_core::{ConfigError, Raw, Rejection, Secret, Verifier};
use hookseal_providers::{GITEA, GITHUB, MAILGUN, RESEND, STANDARD_WEBHOOKS, STRIPE, SVIX};

const OF_GITHUB: &str = "a-secret-of-github-for-these-tests";
const OF_STRIPE: &str = "whsec_a-secret-of-stripe-for-these-tests";

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn both() -> (Verifier, Verifier, Verifier) {
    let github = Verifier::new(GITHUB, secret(OF_GITHUB)).unwrap();
    let stripe = Verifier::new(STRIPE, secret(OF_STRIPE)).unwrap();
    let any = Verifier::any_of([github.clone(), stripe.clone()]).unwrap();
    (github, stripe, any)
}

fn push() -> SignedDelivery {
    let signer = Signer::new(GITHUB, secret(OF_GITHUB)).unwrap();
    signer
        .sign(&Delivery::new("{}").event_type("push"))
        .unwrap()
}

fn paid() -> SignedDelivery {
    let signer = Signer::new(STRIPE, secret(OF_STRIPE)).unwrap();
    signer
        .sign(&Delivery::new(r#"{"type":"invoice.paid"}"#))
        .unwrap()
}

/// A head with the headers of all of these.
fn head(deliveries: &[&SignedDelivery]) -> OwnedHead {
    let headers = deliveries.iter().flat_map(|one| one.headers());
    headers.fold(OwnedHead::new("POST", "/hooks"), |head, (name, value)| {
        head.with_header(name, value)
    })
}

#[test]
fn each_request_is_verified_by_its_senders_verifier() {
    let (github, stripe, any) = both();
    let event = any.verify(&push(), "{}").unwrap().event().unwrap();
    assert_eq!((event.provider(), event.kind()), ("github", Some("push")));
    assert!(event.is_verified_by(&any) && event.is_verified_by(&github));
    assert!(!event.is_verified_by(&stripe));
    let delivery = paid();
    let body = delivery.body().to_vec();
    let event = any.verify(&delivery, body).unwrap().event().unwrap();
    assert_eq!(
        (event.provider(), event.kind()),
        ("stripe", Some("invoice.paid"))
    );
}

#[test]
fn nothing_is_tried_until_it_fits() {
    let (_, _, any) = both();
    // A forgery of one is no genuine delivery of the other.
    let forged = any.verify(&push(), "{ }").unwrap_err();
    assert_eq!(forged, Rejection::SignatureMismatch);
    let trace = any.trace(&push(), "{ }");
    assert_eq!(trace.failed().map(Step::name), Some("signature"));
}

#[test]
fn a_request_of_none_or_several_is_refused() {
    let (_, _, any) = both();
    for (deliveries, several) in [(&[][..], false), (&[&push(), &paid()][..], true)] {
        let refused = any.verify(&head(deliveries), "{}").unwrap_err();
        assert_eq!(refused, Rejection::UnclearSender { several });
        assert_eq!(refused.answer(), Rejection::SignatureMismatch.answer());
        assert_eq!(any.begin(&head(deliveries)).unwrap_err(), refused);
        let trace = any.trace(&head(deliveries), "{}");
        assert_eq!(trace.failed().map(Step::name), Some("sender"));
    }
}

#[test]
fn one_header_of_another_sender_makes_it_unclear() {
    let (_, _, any) = both();
    let delivery = push();
    let mixed = head(&[&delivery]).with_header("Stripe-Signature", "");
    assert!(mixed.header("X-Hub-Signature-256", 0).is_some());
    let refused = any.verify(&mixed, "{}").unwrap_err();
    assert_eq!(refused, Rejection::UnclearSender { several: true });
}

#[test]
fn senders_that_look_alike_are_a_configuration_error() {
    let standard = || secret("whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw");
    let one = Verifier::new(STANDARD_WEBHOOKS, standard()).unwrap();
    let other = Verifier::new(STANDARD_WEBHOOKS, standard()).unwrap();
    let error = Verifier::any_of([one, other]).unwrap_err();
    assert!(
        matches!(error, ConfigError::SendersLookAlike { .. }),
        "{error}"
    );
    let error = Verifier::any_of([]).unwrap_err();
    assert_eq!(error, ConfigError::NoSenders);
}

#[test]
fn keys_are_replaced_at_the_sender_they_belong_to() {
    let (github, _, any) = both();
    let error = any.replace_keys(secret(OF_GITHUB)).unwrap_err();
    assert_eq!(error, ConfigError::KeysOfSeveral);
    github
        .replace_keys(secret("another-secret-of-github-4f1b"))
        .unwrap();
    let refused = any.verify(&push(), "{}").unwrap_err();
    assert_eq!(refused, Rejection::SignatureMismatch);
}

#[test]
fn a_group_among_others_is_its_members() {
    let (github, stripe, any) = both();
    let gitea = Verifier::new(GITEA, secret("a-secret-of-gitea-for-these-tests")).unwrap();
    let more = Verifier::any_of([any, gitea]).unwrap();
    let event = more.verify(&push(), "{}").unwrap().event().unwrap();
    assert!(event.is_verified_by(&github) && !event.is_verified_by(&stripe));
}

#[test]
fn limits_are_those_of_each_member() {
    let small = Verifier::builder(GITHUB)
        .key(secret(OF_GITHUB))
        .body_limit(1);
    let stripe = Verifier::builder(STRIPE)
        .key(secret(OF_STRIPE))
        .body_limit(64);
    let any = [small.build().unwrap(), stripe.build().unwrap()];
    let any = Verifier::any_of(any).unwrap();
    assert_eq!(any.body_limit(), 64);
    let refused = any.verify(&push(), "{}").unwrap_err();
    assert_eq!(refused, Rejection::BodyTooLarge { limit: 1 });
    let delivery = paid();
    let event = any.verify(&delivery, delivery.body().to_vec()).unwrap();
    assert_eq!(
        event.event().unwrap().decode::<Raw>().unwrap().provider(),
        "stripe"
    );
}

#[test]
fn svix_is_known_beside_resend_only_by_a_url_of_its_own() {
    let key = || secret("whsec_Q0o2dGJ1cGxvaFRuZ3E4Yk1rNWZ3ZXJw");
    let svix = Verifier::new(SVIX, key()).unwrap();
    let resend = Verifier::new(RESEND, key()).unwrap();
    let error = Verifier::any_of([svix, resend]).unwrap_err();
    assert!(error.to_string().contains("a URL of its own"), "{error}");
}

#[test]
fn a_sender_that_signs_in_the_body_is_not_known_by_headers() {
    let mailgun = Verifier::new(MAILGUN, secret("a-secret-of-mailgun-for-these-tests")).unwrap();
    let (github, _, _) = both();
    let error = Verifier::any_of([github, mailgun]).unwrap_err();
    assert!(error.to_string().contains("`mailgun`"), "{error}");
    assert!(!error.to_string().contains("``"), "{error}");
}
