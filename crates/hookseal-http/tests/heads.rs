//! Heads of requests, whole, taken apart and in pieces.

#![allow(clippy::panic, clippy::unwrap_used)]

use hookseal_core::adapter::{ReceivedTarget, RequestHead, Single};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Tenant, Verifier};
use hookseal_http::{HttpHead, keep_target, own_target, received_target};
use http::Request;

/// Signs the target.
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// Signed for one target, sent to another.
fn signed_for(target: &str, sent: &str) -> Request<()> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}").target(target)).unwrap();
    let mut request = Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(()).unwrap()
}

fn verdict(head: HttpHead<'_>) -> Result<(), Rejection> {
    verifier().verify(&head, "{}").map(drop)
}

#[test]
fn a_head_is_the_same_whole_taken_apart_and_in_pieces() {
    let request = signed_for("/a?b", "/a?b");
    assert_eq!(verdict(HttpHead::of(&request)), Ok(()));
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    assert_eq!(verdict(HttpHead::of_pieces(method, uri, headers)), Ok(()));
    let (parts, ()) = request.into_parts();
    assert_eq!(verdict(HttpHead::new(&parts)), Ok(()));
    let forged = signed_for("/a", "/a?b");
    let refused = verdict(HttpHead::of(&forged));
    assert_eq!(refused, Err(Rejection::SignatureMismatch));
}

#[test]
fn the_target_as_received_is_what_was_kept() {
    let mut request = signed_for("/a?b", "/a?b");
    keep_target(&mut request);
    *request.uri_mut() = "/rewritten".parse().unwrap();
    keep_target(&mut request); // Kept once, by the outermost.
    assert_eq!(own_target(request.uri()), "/rewritten");
    assert_eq!(verdict(HttpHead::of(&request)), Ok(()));
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let pieces = HttpHead::of_pieces(method, uri, headers);
    assert_eq!(pieces.target(), "/rewritten");
    assert_eq!(verdict(pieces.of_target("/a?b")), Ok(()));
    let pieces = pieces.with_extensions(request.extensions());
    assert_eq!(verdict(pieces), Ok(()));
    let (parts, ()) = request.into_parts();
    assert_eq!(received_target(&parts), "/a?b");
    let kept_elsewhere = HttpHead::with_target_in(&parts, |parts| parts.method.as_str());
    assert_eq!(kept_elsewhere.target(), "POST");
    assert_eq!(HttpHead::with_target(&parts, "/c").target(), "/c");
}

#[test]
fn a_uri_without_a_path_is_that_of_the_root() {
    let request = Request::options("example.com:443").body(()).unwrap();
    assert_eq!(own_target(request.uri()), "/");
    assert_eq!(HttpHead::of(&request).target(), "/");
}

#[test]
fn the_tenant_is_among_the_extensions_or_said() {
    let mut request = Request::new(());
    assert_eq!(HttpHead::of(&request).tenant(), None);
    request.extensions_mut().insert(Tenant::new("blue"));
    request.extensions_mut().insert(ReceivedTarget::new("/a"));
    let head = HttpHead::of(&request);
    assert_eq!(head.tenant(), Some("blue"));
    assert_eq!(head.of_tenant(Some("red")).tenant(), Some("red"));
    assert_eq!(head.of_tenant(None).tenant(), None);
    let fault = Rejection::no_verifier("no such parameter");
    let faulty = head.with_tenant_fault(&fault);
    assert_eq!(
        (faulty.tenant(), faulty.tenant_fault()),
        (None, Some(&fault))
    );
    let pieces = HttpHead::of_pieces(request.method(), request.uri(), request.headers());
    assert_eq!(pieces.tenant(), None);
}

#[test]
fn headers_are_found_line_by_line_whatever_their_case() {
    let request = Request::get("/")
        .header("X-Id", "1")
        .header("x-id", "2")
        .body(())
        .unwrap();
    let head = HttpHead::of(&request);
    assert_eq!(head.method(), "GET");
    assert_eq!(head.header("X-ID", 0), Some(b"1".as_slice()));
    assert_eq!(head.header("x-id", 1), Some(b"2".as_slice()));
    assert_eq!(head.header("x-id", 2), None);
    assert_eq!(head.single("x-id"), Single::Repeated);
    assert!(!format!("{head:?}").contains('1'), "values are not shown");
}
