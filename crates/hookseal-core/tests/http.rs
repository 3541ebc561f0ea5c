//! Requests of the crate `http`, with neither layer nor framework.

#![allow(clippy::unwrap_used)]

use hookseal_core::adapter::{ReceivedTarget, RequestHead, Single};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use http::Request;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn signed() -> Request<Vec<u8>> {
    let delivery = Delivery::new(r#"{"order":7}"#).target("/hooks?team=7");
    let signer = Signer::new(ACME, secret()).unwrap();
    signer.sign(&delivery).unwrap().try_into().unwrap()
}

#[test]
fn a_signed_delivery_is_a_request_that_verifies() {
    let verifier = Verifier::new(ACME, secret()).unwrap();
    let request = signed();
    assert_eq!(request.body(), br#"{"order":7}"#);
    assert!(verifier.verify(&request, request.body().clone()).is_ok());
    assert!(verifier.verify(&request, "{}").is_err());
    let (mut parts, body) = request.into_parts();
    assert!(verifier.verify(&parts, body.clone()).is_ok());

    // Where something has rewritten the target, what was kept of it counts.
    parts.uri = "/".parse().unwrap();
    assert!(verifier.verify(&parts, body.clone()).is_err());
    parts
        .extensions
        .insert(ReceivedTarget::new("/hooks?team=7"));
    assert!(verifier.verify(&parts, body).is_ok());
}

#[test]
fn a_header_in_two_lines_is_two_lines() {
    let mut request = signed();
    let name = "acme-signature";
    let value = request.headers().get(name).unwrap().clone();
    request.headers_mut().append(name, value);
    assert_eq!(request.single("Acme-Signature"), Single::Repeated);
    let verifier = Verifier::new(ACME, secret()).unwrap();
    let refused = verifier.verify(&request, request.body().clone());
    assert_eq!(refused.unwrap_err().code(), "ambiguous");
}
