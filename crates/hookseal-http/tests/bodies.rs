//! What odd bodies do to a verdict.

#![allow(clippy::panic, clippy::unnecessary_wraps, clippy::unwrap_used)]

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Verifier};
use hookseal_http::{BodyChunks, BoxError, HttpHead, body_rejection};
use http::{HeaderMap, Request};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, Limited};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// A body made of given frames, with whatever size hint.
struct Odd {
    frames: VecDeque<Result<Frame<Bytes>, io::Error>>,
    hint: SizeHint,
    ends_early: bool,
}

impl Odd {
    fn new(frames: impl IntoIterator<Item = Result<Frame<Bytes>, io::Error>>) -> Self {
        Self {
            frames: frames.into_iter().collect(),
            hint: SizeHint::default(),
            ends_early: false,
        }
    }
}

impl Body for Odd {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(self.frames.pop_front())
    }

    fn is_end_stream(&self) -> bool {
        self.ends_early
    }

    fn size_hint(&self) -> SizeHint {
        self.hint
    }
}

fn data(text: &'static str) -> Result<Frame<Bytes>, io::Error> {
    Ok(Frame::data(Bytes::from_static(text.as_bytes())))
}

fn failure() -> Result<Frame<Bytes>, io::Error> {
    Err(io::Error::other("reset"))
}

/// A request with this body, signed as if it was `{}`.
fn signed<B>(body: B) -> Request<B> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let mut request = Request::post("/");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(body).unwrap()
}

/// The bytes that were verified of a body.
async fn verdict<B>(body: B) -> Result<Bytes, Rejection>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (parts, body) = signed(body).into_parts();
    let acme = verifier();
    let receiving = acme.receive(BodyChunks::new(body), tokio::time::sleep);
    let verified = receiving.with_head(HttpHead::new(&parts)).await?;
    Ok(verified.event().unwrap().bytes().clone())
}

#[tokio::test]
async fn b8_empty_frames_and_trailers_change_nothing() {
    let trailers = || Ok(Frame::trailers(HeaderMap::new()));
    let body = Odd::new([
        data(""),
        data("{"),
        data(""),
        trailers(),
        data("}"),
        trailers(),
    ]);
    assert_eq!(verdict(body).await.unwrap(), "{}");
}

#[tokio::test]
async fn b28_an_error_anywhere_in_the_body_is_no_end_of_it() {
    for frames in [
        vec![failure()],
        vec![data("{"), failure(), data("}")],
        vec![data("{}"), failure()],
    ] {
        let refused = verdict(Odd::new(frames)).await.unwrap_err();
        assert_eq!(refused, Rejection::BodyIncomplete);
    }
}

#[tokio::test]
async fn b29_hints_of_a_body_are_not_believed() {
    let mut lies = Vec::new();
    for (lower, upper) in [(0, Some(0)), (u64::MAX, None), (7, Some(7))] {
        let mut hint = SizeHint::new();
        hint.set_lower(lower);
        if let Some(upper) = upper {
            hint.set_upper(upper);
        }
        lies.push(hint);
    }
    for hint in lies {
        let mut body = Odd::new([data("{"), data("}")]);
        body.hint = hint;
        body.ends_early = true;
        assert_eq!(verdict(body).await.unwrap(), "{}");
    }
}

/// A body of two bytes, of which a layer further out lets this many through.
fn limited(most: usize) -> Limited<Full<Bytes>> {
    Limited::new(Full::from("{}"), most)
}

#[tokio::test]
async fn a_limit_further_out_is_no_body_that_was_cut_off() {
    let refused = verdict(limited(1)).await.unwrap_err();
    assert_eq!(*refused.cause(), Rejection::BodyTooLargeOutside);
    // What is left of it is not read.
    assert!(matches!(refused, Rejection::UnreadBody { .. }));
    assert_eq!(verdict(limited(2)).await.unwrap(), "{}");
}

#[tokio::test]
async fn a_limit_further_out_is_seen_through_what_frameworks_put_around_it() {
    let error = io::Error::other(limited(1).collect().await.unwrap_err());
    let refused = body_rejection(&io::Error::other(error));
    assert_eq!(*refused.cause(), Rejection::BodyTooLargeOutside);
    let refused = body_rejection(&io::Error::other("reset"));
    assert_eq!(refused, Rejection::BodyIncomplete);
}

#[test]
fn chunks_can_be_sent() {
    fn sendable<T: Send + 'static>() {}
    sendable::<BodyChunks<Full<Bytes>>>();
}
