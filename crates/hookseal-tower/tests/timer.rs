//! The layer on a runtime other than tokio's.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_executor::block_on;
use futures_timer::Delay;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Verifier};
use hookseal_tower::WebhookLayer;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::Full;
use tower::{Layer as _, ServiceExt as _, service_fn};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

/// A body of one frame that comes after a while, or never.
struct Slow {
    comes: Option<Delay>,
    frame: Option<Bytes>,
}

impl Slow {
    fn new(comes: Option<Delay>) -> Self {
        let frame = Some(Bytes::from_static(b"{}"));
        Self { comes, frame }
    }
}

impl Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.frame.is_some() {
            let Some(comes) = &mut self.comes else {
                return Poll::Pending;
            };
            ready!(Pin::new(comes).poll(context));
        }
        Poll::Ready(self.frame.take().map(|frame| Ok(Frame::data(frame))))
    }
}

/// What a request whose body takes its time is answered, outside of tokio, by a layer that
/// waits as long as `sleep` does.
fn answer<F>(body: Slow, sleep: impl Fn(Duration) -> F + Clone) -> Response<()>
where
    F: Future<Output = ()>,
{
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let mut request = Request::post("/");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    let service = WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
        .full_body()
        .sleeping_by(sleep)
        .layer(service_fn(async |_: Request<Full<Bytes>>| {
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
        }));
    let answered = service.oneshot(request.body(body).unwrap());
    block_on(answered).unwrap().map(drop)
}

#[test]
fn a_body_is_waited_for_on_any_runtime() {
    let body = Slow::new(Some(Delay::new(Duration::from_millis(20))));
    assert_eq!(answer(body, Delay::new).status(), 200);
}

#[test]
fn the_time_for_a_body_is_kept_by_the_timer_that_was_given() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    let hurried = move |time| {
        kept.lock().unwrap().push(time);
        Delay::new(Duration::from_millis(20))
    };
    let response = answer(Slow::new(None), hurried);
    assert_eq!(response.status(), 408);
    let refused = response.extensions().get::<Rejection>().unwrap();
    assert_eq!(*refused.cause(), Rejection::BodyTimeout);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.first(), Some(&Duration::from_secs(30)));
}
