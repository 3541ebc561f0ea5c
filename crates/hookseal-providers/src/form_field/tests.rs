#![allow(clippy::unwrap_in_result)] // deliveries are made, and must be makeable

use hookseal_core::scheme::{EventFacts, HeaderName};
use hookseal_core::signing::{Delivery, SignedDelivery, Signer};
use hookseal_core::{Secret, Verifier};

use super::*;
use crate::{GITEA, GITEA_FORM};

const SECRET: &str = "Jp0_pZ3kXgA7rmVu5RcW";
const JSON: &str = r#"{"ref":"refs/heads/main","text":"a+b & c=d"}"#;
const FORM: &str = "application/x-www-form-urlencoded";

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

/// The head of a delivery whose signature is of `text`.
fn head(scheme: Scheme, text: &str, content_type: &str) -> SignedDelivery {
    let name = HeaderName::from_static("Content-Type");
    let delivery = Delivery::new(text).header(name, content_type);
    Signer::new(scheme, secret())
        .unwrap()
        .sign(&delivery)
        .unwrap()
}

fn form(name: &str, text: &str) -> String {
    Serializer::new(String::new())
        .append_pair(name, text)
        .finish()
}

fn judged(content_type: &str, body: &str) -> Result<(), &'static str> {
    let verifier = Verifier::new(GITEA_FORM, secret()).unwrap();
    match verifier.verify(&head(GITEA, JSON, content_type), body.to_owned()) {
        Ok(_) => Ok(()),
        Err(rejection) => Err(rejection.code()),
    }
}

#[test]
fn how_the_sender_is_answered_is_its_schemes() {
    let scheme = GITEA
        .with_retry_status(hookseal_core::scheme::RetryStatus::TooManyRequests)
        .with_receipt("Received");
    let field = FormField::new(scheme, "payload");
    assert_eq!(field.description().retry_status().code(), 429);
    assert_eq!(field.description().receipt(), Some("Received"));
}

#[test]
fn the_one_field_of_a_form_is_what_is_signed() {
    let body = form("payload", JSON);
    assert_eq!(judged(FORM, &body), Ok(()));
    assert_eq!(
        judged("Application/X-WWW-Form-Urlencoded; charset=utf-8", &body),
        Ok(())
    );
    // The same text, written otherwise.
    assert_eq!(judged(FORM, &body.replace("ref", "%72ef")), Ok(()));
    for (other, code) in [
        (form("payload", "{}"), "signature_mismatch"),
        (body.replace("main", "evil"), "signature_mismatch"),
        (form("Payload", JSON), "malformed_body"),
        (format!("{body}&payload=%7B%7D"), "malformed_body"),
        (format!("payload=%7B%7D&{body}"), "malformed_body"),
        (format!("{body}&more=1"), "malformed_body"),
        (format!("{body}%ff"), "malformed_body"),
        (String::new(), "malformed_body"),
        (JSON.to_owned(), "malformed_body"),
    ] {
        assert_eq!(judged(FORM, &other), Err(code), "{other}");
    }
}

#[test]
fn what_is_no_form_is_refused_by_its_head() {
    for content_type in ["application/json", "multipart/form-data", ""] {
        assert_eq!(
            judged(content_type, &form("payload", JSON)),
            Err("malformed_body"),
            "{content_type}"
        );
    }
}

#[test]
fn a_delivery_written_in_another_encoding_is_the_same() {
    let parts = |body: &str| {
        let mut found = Vec::new();
        let (head, body) = (head(GITEA, JSON, FORM), Bytes::from(body.to_owned()));
        let facts = EventFacts::new();
        let delivered = Delivered::new(&head, &body, &facts);
        GITEA_FORM
            .event_identity(&delivered, &mut |part| found.push(part.to_vec()))
            .map(|()| found)
    };
    let body = form("payload", JSON);
    assert_eq!(parts(&body), parts(&body.replace("ref", "%72ef")));
    assert_ne!(parts(&body), parts(&form("payload", "{}")));
    assert!(parts("{}").is_err());
}
