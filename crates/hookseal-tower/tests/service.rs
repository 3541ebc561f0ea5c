//! What tower expects of a layer, and what it makes of requests.

#![allow(clippy::panic, clippy::unnecessary_wraps, clippy::unwrap_used)]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, VerifiedBody, Verifier};
use hookseal_tower::{KeepTargetLayer, ResponseFuture, SameBody, WebhookLayer, WebhookService};
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::builder(ACME).key(secret()).build().unwrap()
}

/// A signed request for `signed` that carries another body type.
fn request<B>(signed: &[u8], body: B) -> Request<B> {
    let sender = Signer::new(ACME, secret()).unwrap();
    let delivery = sender.sign(&Delivery::new(signed)).unwrap();
    let mut request = Request::post("/");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(body).unwrap()
}

/// A service that must be asked whether it is ready before each call.
#[derive(Debug, Default)]
struct NeedsReady {
    ready: bool,
}

impl Clone for NeedsReady {
    fn clone(&self) -> Self {
        Self { ready: false }
    }
}

impl Service<Request<Full<Bytes>>> for NeedsReady {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
        assert!(self.ready, "called without being ready");
        self.ready = false;
        ready(Ok(Response::new(Full::default())))
    }
}

#[tokio::test]
async fn x5_the_inner_service_is_made_ready_before_it_is_called() {
    let mut service = WebhookLayer::new(verifier()).layer(NeedsReady::default());
    for _ in 0..3 {
        let request = request(b"{}", Full::from("{}"));
        let ready = service.ready().await.unwrap();
        assert_eq!(ready.call(request).await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn x13_errors_of_the_inner_service_pass_through_unchanged() {
    let service = ServiceBuilder::new()
        .layer(WebhookLayer::new(verifier()))
        .service(service_fn(|_: Request<Full<Bytes>>| {
            ready(Err::<Response<Full<Bytes>>, _>(io::Error::other("ours")))
        }));
    let error = service
        .oneshot(request(b"{}", Full::from("{}")))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "ours");
}

#[tokio::test]
async fn an_inner_service_that_cannot_be_made_ready_is_an_error() {
    #[derive(Clone)]
    struct Broken;
    impl Service<Request<Full<Bytes>>> for Broken {
        type Response = Response<Full<Bytes>>;
        type Error = &'static str;
        type Future = Ready<Result<Self::Response, Self::Error>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Err("not ready"))
        }

        fn call(&mut self, _: Request<Full<Bytes>>) -> Self::Future {
            unreachable!("never ready")
        }
    }
    let service = WebhookLayer::new(verifier()).layer(Broken);
    let answered = service.clone().oneshot(request(b"{}", Full::from("{}")));
    assert_eq!(answered.await.err(), Some("not ready"));
    // What is refused needs none.
    let refused = service.oneshot(request(b"{}", Full::from("[]")));
    assert_eq!(refused.await.unwrap().status(), 401);
}

#[tokio::test]
async fn s1_a_refusal_from_the_head_comes_after_the_body() {
    /// How many frames are still to come.
    struct Owed(Arc<AtomicUsize>);
    impl Body for Owed {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            let owed = self.0.load(Ordering::Relaxed);
            self.0.store(owed.saturating_sub(1), Ordering::Relaxed);
            let frame = || Ok(Frame::data(Bytes::from_static(&[b'x'; 1024])));
            Poll::Ready((owed > 0).then(frame))
        }
    }
    let service = ServiceBuilder::new()
        .layer(WebhookLayer::new(verifier()).full_body())
        .service(service_fn(async |_: Request<Full<Bytes>>| {
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
        }));
    for (frames, code, connection) in [
        (3, "missing_signature", None),
        // More than is read of what is refused.
        (20_000, "missing_signature", Some("close")),
    ] {
        let owed = Arc::new(AtomicUsize::new(frames));
        let request = Request::post("/").body(Owed(Arc::clone(&owed))).unwrap();
        let response = service.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 401);
        let refused = response.extensions().get::<Rejection>().unwrap();
        assert_eq!(refused.code(), code);
        let ends = response.headers().get("connection");
        assert_eq!(ends.map(|value| value.to_str().unwrap()), connection);
        let left = owed.load(Ordering::Relaxed);
        assert_eq!(left > 0, connection.is_some(), "{left} are left");
    }
}

#[tokio::test]
async fn a_body_of_one_frame_is_not_copied() {
    let bytes = Bytes::from("{\"order\":7}".to_owned());
    let address = bytes.as_ptr();
    let service = ServiceBuilder::new()
        .layer(WebhookLayer::new(verifier()))
        .service(service_fn(
            move |request: Request<Full<Bytes>>| async move {
                let verified = request.extensions().get::<VerifiedBody>().cloned();
                assert_eq!(verified.map(|v| v.bytes().as_ptr()), Some(address));
                let body = request.into_body().collect().await?.to_bytes();
                assert_eq!(body.as_ptr(), address);
                Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
            },
        ));
    let request = request(b"{\"order\":7}", Full::new(bytes));
    assert_eq!(service.oneshot(request).await.unwrap().status(), 200);
}

/// Signs the target.
const TARGETED: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

/// Signed for one target, sent to another.
fn signed_for(target: &str, sent: &str) -> Request<Full<Bytes>> {
    let sender = Signer::new(TARGETED, secret()).unwrap();
    let delivery = sender.sign(&Delivery::new("{}").target(target)).unwrap();
    let mut request = Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Full::from("{}")).unwrap()
}

#[tokio::test]
async fn the_target_that_was_signed_can_be_kept_or_said() {
    let verify = || WebhookLayer::new(Verifier::new(TARGETED, secret()).unwrap());
    let answer = || {
        service_fn(async |_: Request<Full<Bytes>>| {
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
        })
    };
    let status = async |layer: WebhookLayer, request: Request<Full<Bytes>>| {
        let rewriting = ServiceBuilder::new().layer(KeepTargetLayer).map_request(
            |mut request: Request<Full<Bytes>>| {
                *request.uri_mut() = "/rewritten".parse().unwrap();
                request
            },
        );
        let service = rewriting.layer(layer).service(answer());
        service.oneshot(request).await.unwrap().status()
    };
    assert_eq!(status(verify(), signed_for("/a?b", "/a?b")).await, 200);
    assert_eq!(
        status(verify(), signed_for("/rewritten", "/a?b")).await,
        401
    );
    let said = || verify().target_of(|parts| Some(format!("/prod{}", parts.uri)));
    assert_eq!(
        status(said(), signed_for("/prod/rewritten", "/a")).await,
        200
    );
    assert_eq!(status(said(), signed_for("/a", "/a")).await, 401);
    let placed = || verify().target_in(|parts| parts.uri.path());
    assert_eq!(status(placed(), signed_for("/rewritten", "/a")).await, 200);
}

#[cfg(feature = "replay")]
#[tokio::test]
async fn i6_the_guard_goes_by_the_target_that_the_layer_next_to_it_has_verified() {
    use hookseal_replay::{MemoryStore, ReplayGuard};
    use hookseal_tower::ReplayLayer;

    let verify = || WebhookLayer::new(Verifier::new(TARGETED, secret()).unwrap());
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let guard = ReplayGuard::new("test", MemoryStore::new()).unwrap();
    let handler = service_fn(move |_: Request<Full<Bytes>>| {
        counted.fetch_add(1, Ordering::Relaxed);
        ready(Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())))
    });
    let service = ServiceBuilder::new()
        // What this one goes by is not what the guard goes by.
        .layer(verify().target_of(|_| Some("/a".to_owned())))
        .layer(verify().target_of(|parts| Some(parts.uri.path().to_owned())))
        .layer(ReplayLayer::new(guard))
        .service(handler);
    for sent in ["/a", "/a?n=1", "/a?n=2"] {
        let request = signed_for("/a", sent);
        assert_eq!(
            service.clone().oneshot(request).await.unwrap().status(),
            200
        );
    }
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[test]
fn x12_the_layer_its_service_and_its_future_can_be_sent() {
    fn sendable<T: Send + 'static>() {}
    fn shareable<T: Send + Sync + Clone + 'static>() {}
    shareable::<WebhookLayer>();
    shareable::<WebhookService<NeedsReady>>();
    sendable::<ResponseFuture<NeedsReady, SameBody, Full<Bytes>>>();
}
