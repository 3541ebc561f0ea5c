//! hookseal's layers among others, as hyper serves them.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, VerifiedBody, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use hookseal_tower::{ReplayLayer, WebhookLayer};
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tower::limit::ConcurrencyLimitLayer;
use tower::{Service, ServiceBuilder, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tower_http::trace::TraceLayer;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

const ORDER: &str = "{\"order\":7}";
const SECOND: Duration = Duration::from_secs(1);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verify() -> WebhookLayer<hookseal_tower::FullBody> {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap()).full_body()
}

fn once() -> ReplayLayer {
    ReplayLayer::new(ReplayGuard::new("orders", MemoryStore::new()).unwrap())
}

fn signed(body: &'static str) -> Request<Full<Bytes>> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(ORDER)).unwrap();
    let mut request = Request::post("/hook").header("host", "hooks.test");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Full::from(body)).unwrap()
}

/// Answers whatever body came, once it was verified, and counts.
async fn handle<B>(runs: Arc<AtomicUsize>, request: Request<B>) -> Result<Answer, Infallible>
where
    B: Body,
    B::Error: std::fmt::Debug,
{
    let verified = request.extensions().get::<VerifiedBody>().cloned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(
        verified.map(|verified| verified.bytes().clone()),
        Some(body)
    );
    runs.fetch_add(1, Ordering::Relaxed);
    Ok(Response::new(Full::default()))
}

type Answer = Response<Full<Bytes>>;

/// The statuses that hyper gives by a service to these requests, one after the other.
async fn statuses<S, A>(service: S, requests: Vec<Request<Full<Bytes>>>) -> Vec<StatusCode>
where
    S: Service<Request<Incoming>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    A: Body + Send + 'static,
    A::Data: Send,
    A::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut statuses = Vec::new();
    for request in requests {
        let (near, far) = tokio::io::duplex(4096);
        let service = TowerToHyperService::new(service.clone());
        let served =
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(far), service);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(near))
            .await
            .unwrap();
        let asked = async {
            let response = sender.send_request(request).await.unwrap();
            statuses.push(response.status());
            drop(response.into_body().collect().await.unwrap());
            drop(sender);
        };
        let (_, served, ()) = tokio::join!(connection, served, asked);
        served.unwrap();
    }
    statuses
}

/// A genuine delivery is handled, a forged one is not.
macro_rules! verifies {
    ($($layers:expr),* $(,)?) => {$(
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let service = $layers.service(service_fn(move |request| handle(Arc::clone(&counted), request)));
        let requests = vec![signed(ORDER), signed("{\"order\":8}")];
        let shown = stringify!($layers);
        assert_eq!(statuses(service, requests).await, [200, 401], "{shown}");
        assert_eq!(runs.load(Ordering::Relaxed), 1, "{shown}");
    )*};
}

fn builder() -> ServiceBuilder<tower::layer::util::Identity> {
    ServiceBuilder::new()
}

fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, SECOND)
}

#[tokio::test]
async fn any_layer_may_be_within() {
    verifies![
        builder().layer(verify()),
        builder().layer(verify()).layer(TraceLayer::new_for_http()),
        builder().layer(verify()).layer(CompressionLayer::new()),
        builder().layer(verify()).layer(CatchPanicLayer::new()),
        builder().layer(verify()).layer(CorsLayer::permissive()),
        builder().layer(verify()).layer(timeout()),
        builder()
            .layer(verify())
            .layer(RequestDecompressionLayer::new()),
        builder()
            .layer(verify())
            .layer(RequestBodyLimitLayer::new(4096)),
        builder()
            .layer(verify())
            .layer(RequestBodyTimeoutLayer::new(SECOND)),
        builder()
            .layer(verify())
            .layer(ConcurrencyLimitLayer::new(1)),
    ];
}

#[tokio::test]
async fn any_layer_may_be_around() {
    verifies![
        builder().layer(TraceLayer::new_for_http()).layer(verify()),
        builder().layer(CompressionLayer::new()).layer(verify()),
        builder().layer(CatchPanicLayer::new()).layer(verify()),
        builder().layer(CorsLayer::permissive()).layer(verify()),
        builder().layer(timeout()).layer(verify()),
        builder()
            .layer(RequestDecompressionLayer::new())
            .layer(verify()),
        builder()
            .layer(RequestBodyLimitLayer::new(4096))
            .layer(verify()),
        builder()
            .layer(RequestBodyTimeoutLayer::new(SECOND))
            .layer(verify()),
        builder()
            .layer(ConcurrencyLimitLayer::new(1))
            .layer(verify()),
    ];
}

#[tokio::test]
async fn the_guard_goes_within_the_layer_that_verifies() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let service = builder()
        .layer(RequestBodyLimitLayer::new(4096))
        .layer(RequestBodyTimeoutLayer::new(SECOND))
        .layer(TraceLayer::new_for_http())
        .layer(CorsLayer::permissive())
        .layer(timeout())
        .layer(verify())
        .layer(CatchPanicLayer::new())
        .layer(once())
        .layer(TraceLayer::new_for_http())
        .layer(CompressionLayer::new())
        .layer(RequestDecompressionLayer::new())
        .service(service_fn(move |request| {
            handle(Arc::clone(&counted), request)
        }));
    let requests = vec![signed(ORDER), signed(ORDER), signed("{}")];
    assert_eq!(statuses(service, requests).await, [200, 200, 401]);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}
