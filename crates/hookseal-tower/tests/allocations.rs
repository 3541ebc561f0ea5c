//! How much the layer allocates for a request, beside the service without it.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use allocation_counter::{AllocationInfo, measure};
use bytes::Bytes;
use futures_util::FutureExt as _;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, VerifiedBody, Verifier};
use hookseal_tower::WebhookLayer;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Full};
use tower::{Layer as _, Service, service_fn};

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

fn request(signed: bool) -> Request<Full<Bytes>> {
    let body = Bytes::from_static(&[b' '; 1024]);
    let delivery = Signer::new(ACME, secret())
        .unwrap()
        .sign(&Delivery::new(&body))
        .unwrap();
    let mut request = Request::post("/").header("content-length", body.len());
    for (name, value) in delivery.headers().take(usize::from(signed)) {
        request = request.header(name, value);
    }
    request.body(Full::new(body)).unwrap()
}

/// What one request allocates, until its answer is dropped.
fn allocated<A>(
    mut service: impl Service<Request<Full<Bytes>>, Response = Response<A>, Error = Infallible>,
    signed: bool,
    status: u16,
) -> AllocationInfo {
    let mut send = |request| {
        let response = service.call(request).now_or_never().unwrap().unwrap();
        assert_eq!(response.status(), status);
    };
    send(request(signed)); // what each thread makes once
    let request = request(signed);
    measure(|| send(request))
}

async fn bare(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await?.to_bytes();
    Ok(Response::new(Full::new(body)))
}

async fn verified(mut request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let verified = request.extensions_mut().remove::<VerifiedBody>().unwrap();
    Ok(Response::new(Full::new(verified.bytes().clone())))
}

#[test]
fn g_the_layer_allocates_the_extension_that_handlers_find_and_no_more() {
    let bare = allocated(service_fn(bare), true, 200);
    let layer = WebhookLayer::new(verifier()).layer(service_fn(verified));
    let with_layer = allocated(layer, true, 200);
    let more = with_layer.count_total - bare.count_total;
    let bytes = with_layer.bytes_total - bare.bytes_total;
    assert!(more <= MOST, "{more} allocations");
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}

#[test]
fn g_a_refusal_allocates_the_answer_and_no_more() {
    let layer = WebhookLayer::new(verifier()).layer(service_fn(verified));
    let refused = allocated(layer, false, 401);
    assert!(refused.count_total <= MOST_REFUSED, "{refused:?}");
    assert!(refused.bytes_total <= MOST_BYTES_REFUSED, "{refused:?}");
}

/// A body of several frames of 1 KiB.
struct Frames(usize);

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(rest) = self.0.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.0 = rest;
        let frame = Frame::data(Bytes::from_static(&[b' '; 1024]));
        Poll::Ready(Some(Ok(frame)))
    }
}

#[test]
fn g_what_is_thrown_away_of_a_refused_body_allocates_nothing() {
    let layer = WebhookLayer::new(verifier()).full_body();
    let mut layer = layer.layer(service_fn(verified));
    let mut send = |frames| {
        let request = Request::post("/").body(Frames(frames)).unwrap();
        measure(|| {
            let response = layer.call(request).now_or_never().unwrap().unwrap();
            assert_eq!(response.status(), 401);
        })
    };
    send(1); // what each thread makes once
    assert_eq!(send(200).count_total, send(1).count_total);
}

const MOST: u64 = 2;
const MOST_BYTES: u64 = 512;
const MOST_REFUSED: u64 = 5;
const MOST_BYTES_REFUSED: u64 = 1024;
