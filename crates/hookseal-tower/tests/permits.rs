//! What the inner service gives out with its readiness is held for verified requests alone.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use hookseal_tower::{FullBody, ReplayLayer, WebhookLayer};
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::Full;
use tokio::sync::Semaphore;
use tower::limit::ConcurrencyLimitLayer;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_event_id(hookseal_core::scheme::Source::json("/id"));

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verify() -> WebhookLayer<FullBody> {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap()).full_body()
}

fn once() -> ReplayLayer {
    ReplayLayer::new(ReplayGuard::new("orders", MemoryStore::new()).unwrap())
}

/// A body that comes at once, or of which the second half never does.
enum Coming {
    Whole(Option<Bytes>),
    Half(Option<Bytes>),
}

impl Body for Coming {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut *self {
            Self::Half(half) if half.is_none() => Poll::Pending,
            Self::Half(left) | Self::Whole(left) => {
                Poll::Ready(left.take().map(|frame| Ok(Frame::data(frame))))
            }
        }
    }
}

fn request(body: &str, coming: impl FnOnce(Option<Bytes>) -> Coming) -> Request<Coming> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(body)).unwrap();
    let mut request = Request::post("/");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    let body = coming(Some(Bytes::from(body.to_owned())));
    request.body(body).unwrap()
}

type Answer = Response<Full<Bytes>>;

async fn handle(_: Request<Full<Bytes>>) -> Result<Answer, Infallible> {
    Ok(Response::new(Full::default()))
}

/// Polls once.
fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn b36_slow_forged_bodies_hold_no_permit() {
    let mut service = ServiceBuilder::new()
        .layer(verify())
        .layer(once())
        .layer(ConcurrencyLimitLayer::new(2))
        .service(service_fn(handle));
    let mut forged: Vec<_> = (0..10)
        .map(|_| Box::pin(service.call(request(r#"{"id":"1"}"#, Coming::Half))))
        .collect();
    for one in &mut forged {
        assert!(poll(one.as_mut()).is_pending());
    }
    for id in 0..5 {
        let genuine = request(&format!(r#"{{"id":"{id}"}}"#), Coming::Whole);
        let answer = pin!(service.clone().oneshot(genuine));
        let Poll::Ready(Ok(answer)) = poll(answer) else {
            panic!("nothing is in its way");
        };
        assert_eq!(answer.status(), 200);
    }
}

/// Verified, handled once, by at most so many handlers at a time, which wait for the gate.
macro_rules! gated {
    ($gate:ident, $limit:literal) => {{
        let gate = Arc::clone(&$gate);
        ServiceBuilder::new()
            .layer(verify())
            .layer(once())
            .layer(ConcurrencyLimitLayer::new($limit))
            .service(service_fn(move |request| {
                let gate = Arc::clone(&gate);
                async move {
                    gate.acquire().await.unwrap().forget();
                    handle(request).await
                }
            }))
    }};
}

/// It is the limit of the handlers that it is: two run, the third waits for one of them.
#[tokio::test]
async fn b36_verified_requests_wait_for_a_permit() {
    let gate = Arc::new(Semaphore::new(0));
    let mut service = gated!(gate, 2);
    let mut all: Vec<_> = (0..3)
        .map(|id| {
            let genuine = request(&format!(r#"{{"id":"{id}"}}"#), Coming::Whole);
            Box::pin(service.call(genuine))
        })
        .collect();
    for one in &mut all {
        assert!(poll(one.as_mut()).is_pending());
    }
    gate.add_permits(3);
    // The third has not begun, whatever the gate.
    assert!(poll(all[2].as_mut()).is_pending());
    for one in all {
        assert_eq!(one.await.unwrap().status(), 200);
    }
}

/// A delivery that has been handled is answered while handlers of others have all permits.
#[tokio::test]
async fn b36_duplicates_need_no_permit() {
    let gate = Arc::new(Semaphore::new(1));
    let mut service = gated!(gate, 1);
    let mut deliver = |body| service.call(request(body, Coming::Whole));
    assert_eq!(deliver(r#"{"id":"1"}"#).await.unwrap().status(), 200);
    let mut second = Box::pin(deliver(r#"{"id":"2"}"#));
    assert!(poll(second.as_mut()).is_pending(), "it has the permit");
    let again = pin!(deliver(r#"{"id":"1"}"#));
    let Poll::Ready(Ok(answer)) = poll(again) else {
        panic!("nothing is in its way");
    };
    assert_eq!(answer.status(), 200);
    gate.add_permits(1);
    assert_eq!(second.await.unwrap().status(), 200);
}
