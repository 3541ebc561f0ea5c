//! What is left with a verified request for its handler, and for layers further in.

#![allow(clippy::panic, clippy::unwrap_used)]

use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Tenant, VerifiedBody, Verifier};
use hookseal_http::{HttpHead, Options};
use http::Request;
use http::request::Parts;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn signed() -> Parts {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let mut request = Request::post("/a").header("content-encoding", "identity");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(()).unwrap().into_parts().0
}

/// Verifies as a layer with these options does, and passes on.
fn verify(parts: &mut Parts, options: &Options) {
    let facts = options.find(parts);
    let acme = Verifier::new(ACME, secret()).unwrap();
    let head = facts.complete(HttpHead::new(parts));
    let verified = acme.verify(&head, "{}").unwrap().event().unwrap();
    facts.pass_on(&mut parts.headers, &mut parts.extensions, verified);
}

#[test]
fn handlers_find_the_verified_body_and_no_encoding_to_act_on() {
    let mut parts = signed();
    verify(&mut parts, &Options::default());
    let verified = parts.extensions.get::<VerifiedBody>().unwrap();
    assert_eq!(verified.bytes(), "{}");
    assert!(!parts.headers.contains_key("content-encoding"));

    let mut parts = signed();
    verify(&mut parts, &Options::default().keep_content_encoding());
    assert_eq!(parts.headers["content-encoding"], "identity");
}

#[test]
fn who_verifies_once_more_sees_the_encoding_that_was_taken_off() {
    let mut parts = signed();
    let line = "gzip".parse().unwrap();
    parts.headers.append("content-encoding", line);
    verify(&mut parts, &Options::default());
    let taken = |parts: &Parts| {
        let head = HttpHead::new(parts);
        let line = |nth| head.header("Content-Encoding", nth).map(<[u8]>::to_vec);
        (line(0), line(1))
    };
    assert_eq!(
        taken(&parts),
        (Some(b"identity".to_vec()), Some(b"gzip".to_vec()))
    );
    verify(&mut parts, &Options::default());
    let verified = parts.extensions.get::<VerifiedBody>().unwrap();
    assert!(verified.has_content_encoding());
    // What has been put there again counts.
    parts
        .headers
        .insert("content-encoding", "br".parse().unwrap());
    assert_eq!(taken(&parts), (Some(b"br".to_vec()), None));
}

#[test]
fn a_guard_goes_by_the_target_that_was_verified_last() {
    let verified_target = |parts: &Parts| {
        let head = HttpHead::new(parts).of_verified_target();
        head.target().to_owned()
    };
    let said = Options::default().target_of(|parts: &Parts| Some(format!("/prod{}", parts.uri)));
    let mut parts = signed();
    assert_eq!(verified_target(&parts), "/a");
    verify(&mut parts, &said);
    assert_eq!(verified_target(&parts), "/prod/a");
    verify(&mut parts, &Options::default());
    assert_eq!(verified_target(&parts), "/a");
}

#[test]
fn what_the_app_says_is_in_the_head_whatever_type_its_request_has() {
    /// A framework's own type of request.
    struct Own(&'static str);
    let options = Options::default()
        .target_of(|own: &Own| Some(format!("/{}", own.0)))
        .find_tenant(|own: &mut Own| Ok(Some(Tenant::new(own.0))));
    let parts = signed();
    let facts = options.find(&mut Own("blue"));
    let head = facts.complete(HttpHead::new(&parts));
    assert_eq!((head.target(), head.tenant()), ("/blue", Some("blue")));

    let fault = Rejection::no_verifier("no such parameter");
    let told = fault.clone();
    let faulty = Options::default().find_tenant(move |_: &mut Own| Err(told.clone()));
    let facts = faulty.find(&mut Own("blue"));
    let head = facts.complete(HttpHead::new(&parts));
    assert_eq!((head.target(), head.tenant_fault()), ("/a", Some(&fault)));
}
