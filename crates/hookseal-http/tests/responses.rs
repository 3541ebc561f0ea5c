//! Refusals as responses, and bodies that are either's.

#![allow(clippy::panic, clippy::unwrap_used)]

use bytes::Bytes;
use hookseal_core::Rejection;
use hookseal_http::{FullBody, Rebuild, ResponseBody, SameBody, refusal, respond};
use http::Response;
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full};

#[tokio::test]
async fn a_refusal_is_the_rejections_own_answer() {
    for rejection in [
        Rejection::SignatureMismatch,
        Rejection::BodyTimeout,
        Rejection::BodyTooLargeOutside,
        Rejection::no_verifier("add a layer"),
    ] {
        let answer = rejection.answer();
        let response = refusal(rejection.clone());
        assert_eq!(response.status(), answer.status());
        for (name, value) in answer.headers() {
            assert_eq!(response.headers()[name], value.as_ref(), "{rejection:?}");
        }
        assert_eq!(response.extensions().get(), Some(&rejection));
        let (own, body) = (answer.into_bytes(), response.into_body());
        assert_eq!(body.collect().await.unwrap().to_bytes(), own);
    }
}

#[test]
fn a_connection_ends_where_a_body_was_not_read() {
    let connection = |rejection| {
        let response: Response<_> = refusal(rejection);
        let value = response.headers().get("connection").cloned();
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(connection(Rejection::SignatureMismatch), None);
    let unread = Rejection::SignatureMismatch.with_unread_body();
    assert_eq!(connection(unread).as_deref(), Some("close"));
    let unread = Rejection::BodyTimeout.with_unread_body();
    let response = respond(unread.answer());
    assert_eq!(response.headers()["connection"], "close");
}

#[tokio::test]
async fn a_body_is_the_inner_services_or_that_of_a_refusal() {
    let inner = ResponseBody::inner(Full::from("handled"));
    assert_eq!(inner.size_hint().exact(), Some(7));
    assert!(!inner.is_end_stream());
    assert_eq!(inner.collect().await.unwrap().to_bytes(), "handled");
    let refused = ResponseBody::<Full<Bytes>>::refusal(Full::from("no"));
    assert_eq!(refused.size_hint().exact(), Some(2));
    assert!(ResponseBody::<Full<Bytes>>::default().is_end_stream());
    let name = refused.fold(|_| "inner", |_| "refusal");
    assert_eq!(name, "refusal");
}

#[tokio::test]
async fn verified_bytes_become_a_body_without_being_copied() {
    let bytes = Bytes::from("{}".to_owned());
    let address = bytes.as_ptr();
    let same: Full<Bytes> = <SameBody as Rebuild<Full<Bytes>>>::rebuild(bytes.clone());
    let full = <FullBody as Rebuild<()>>::rebuild(bytes);
    for body in [same, full] {
        let body = body.collect().await.unwrap().to_bytes();
        assert_eq!(body.as_ptr(), address);
    }
}
