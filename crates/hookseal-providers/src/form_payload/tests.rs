use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Secret, VerifiedEvent, Verifier};
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::GITHUB;

fn verified(body: &str) -> VerifiedBody {
    let secret = || Secret::new("Jp0_pZ3kXgA7rmVu5RcW").unwrap();
    let signer = Signer::new(GITHUB, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(body)).unwrap();
    let verifier = Verifier::new(GITHUB, secret()).unwrap();
    verifier
        .verify(&delivery, body.to_owned())
        .unwrap()
        .event()
        .unwrap()
}

fn payload<T: Payload>(body: &str) -> Result<T, PayloadError> {
    verified(body)
        .decode::<T>()
        .map(VerifiedEvent::into_payload)
}

#[test]
fn githubs_forms_are_signed_whole_and_read_by_their_payload() {
    let body = "payload=%7B%22text%22%3A%22a%2Bb+%26+c%3Dd%22%7D";
    let FormPayload(read) = payload::<FormPayload<Value>>(body).unwrap();
    assert_eq!(read["text"], "a+b & c=d");
    for other in ["{}", "payload=%7B", "payload=%7B%7D&a=b"] {
        assert!(payload::<FormPayload<Value>>(other).is_err(), "{other}");
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Message {
    from: String,
    num_media: u32,
    #[serde(default)]
    media: Vec<String>,
}

#[test]
fn a_form_is_read_as_a_type() {
    let body = "From=%2B14155550100&NumMedia=2&Media=a&Media=b+c&Else=x";
    let Form(read) = payload::<Form<Message>>(body).unwrap();
    assert_eq!(
        read,
        Message {
            from: "+14155550100".to_owned(),
            num_media: 2,
            media: vec!["a".to_owned(), "b c".to_owned()],
        }
    );
}

#[test]
fn a_form_of_other_fields_is_refused_without_its_values() {
    for body in [
        "",
        "From=SECRET",
        "From=SECRET&NumMedia=SECRET",
        "From=SECRET&From=SECRET&NumMedia=0",
        r#"{"From":"SECRET","NumMedia":0}"#,
    ] {
        let error = payload::<Form<Message>>(body).unwrap_err();
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
    let error = payload::<Form<Message>>("From=SECRET").unwrap_err();
    assert!(
        error.to_string().ends_with(": missing field `NumMedia`"),
        "{error}"
    );
}
