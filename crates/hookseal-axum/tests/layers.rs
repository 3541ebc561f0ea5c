//! hookseal's layers among others: whatever works one by one works in one `ServiceBuilder`.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::CONTENT_ENCODING;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use hookseal_axum::{ReplayLayer, Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use serde_json::Value;
use tower::{ServiceBuilder, ServiceExt};
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

fn verify() -> WebhookLayer {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
}

fn once() -> ReplayLayer {
    ReplayLayer::new(ReplayGuard::new("orders", MemoryStore::new()).unwrap())
}

fn signed(body: impl AsRef<[u8]>) -> Request<Body> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(&body)).unwrap();
    let mut request = Request::post("/hook").header("content-type", "application/json");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from(body.as_ref().to_vec())).unwrap()
}

async fn status(app: &Router, request: Request<Body>) -> u16 {
    let response = app.clone().oneshot(request).await.unwrap();
    response.status().as_u16()
}

/// An app with one hook, and how often its handler has run.
fn app(layer: impl FnOnce(Router) -> Router) -> (Router, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let handler = async move |Webhook(event): Webhook<Raw>| {
        assert_eq!(event.bytes(), ORDER);
        counted.fetch_add(1, Ordering::Relaxed);
        StatusCode::NO_CONTENT
    };
    (layer(Router::new().route("/hook", post(handler))), runs)
}

/// A genuine delivery is handled, a forged one is not.
macro_rules! verifies {
    ($($layer:expr),* $(,)?) => {$(
        for layer in [
            |hook: Router| hook.route_layer($layer),
            |hook: Router| hook.layer($layer),
        ] {
            let (app, runs) = app(layer);
            let shown = stringify!($layer);
            assert_eq!(status(&app, signed(ORDER)).await, 204, "{shown}");
            let mut forged = signed(ORDER);
            *forged.body_mut() = Body::from("{\"order\":8}");
            assert_eq!(status(&app, forged).await, 401, "{shown}");
            assert_eq!(runs.load(Ordering::Relaxed), 1, "{shown}");
        }
    )*};
}

fn builder() -> ServiceBuilder<tower::layer::util::Identity> {
    ServiceBuilder::new()
}

#[tokio::test]
async fn any_layer_may_be_within() {
    verifies![
        builder().layer(verify()),
        builder().layer(verify()).layer(TraceLayer::new_for_http()),
        builder().layer(verify()).layer(CompressionLayer::new()),
        builder().layer(verify()).layer(CatchPanicLayer::new()),
        builder().layer(verify()).layer(CorsLayer::permissive()),
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
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                SECOND,
            )),
    ];
}

#[tokio::test]
async fn any_layer_may_be_around() {
    verifies![
        builder().layer(TraceLayer::new_for_http()).layer(verify()),
        builder().layer(CompressionLayer::new()).layer(verify()),
        builder().layer(CatchPanicLayer::new()).layer(verify()),
        builder().layer(CorsLayer::permissive()).layer(verify()),
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
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                SECOND,
            ))
            .layer(verify()),
    ];
}

#[tokio::test]
async fn the_guard_goes_within_the_layer_that_verifies() {
    for layer in [
        |hook: Router| hook.route_layer(builder().layer(verify()).layer(once())),
        |hook: Router| hook.layer(builder().layer(verify()).layer(once())),
        |hook: Router| {
            hook.route_layer(
                builder()
                    .layer(RequestBodyLimitLayer::new(4096))
                    .layer(RequestBodyTimeoutLayer::new(SECOND))
                    .layer(TraceLayer::new_for_http())
                    .layer(CompressionLayer::new())
                    .layer(verify())
                    .layer(CatchPanicLayer::new())
                    .layer(once())
                    .layer(TraceLayer::new_for_http())
                    .layer(RequestDecompressionLayer::new())
                    .layer(CorsLayer::permissive()),
            )
        },
    ] {
        let (app, runs) = app(layer);
        assert_eq!(status(&app, signed(ORDER)).await, 204);
        assert_eq!(status(&app, signed(ORDER)).await, 200, "a duplicate");
        assert_eq!(runs.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
async fn b10_a_layer_within_decodes_only_where_that_is_wanted() {
    let echo = async |Json(json): Json<Value>| json.to_string();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(ORDER.as_bytes()).unwrap();
    let gzipped = gzip.finish().unwrap();
    let hook = |verify: WebhookLayer| {
        let decode = RequestDecompressionLayer::new();
        let layers = builder().layer(verify).layer(decode);
        Router::new().route("/hook", post(echo)).route_layer(layers)
    };
    let encoded = || {
        let mut request = signed(&gzipped);
        let coding = "gzip".parse().unwrap();
        request.headers_mut().insert(CONTENT_ENCODING, coding);
        request
    };
    let said = async |app: Router| {
        let response = app.oneshot(encoded()).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1_000).await;
        (status, body.unwrap())
    };
    assert_eq!(
        said(hook(verify())).await.0,
        400,
        "what was verified is no JSON"
    );
    let decoding = hook(verify().keep_content_encoding());
    assert_eq!(said(decoding).await, (200, ORDER.into()));
    // A layer around that decodes takes away what was signed.
    let layers = builder()
        .layer(RequestDecompressionLayer::new())
        .layer(verify());
    let early = Router::new().route("/hook", post(echo)).route_layer(layers);
    assert_eq!(said(early).await.0, 401);
}

#[tokio::test]
async fn b1_a_limit_further_out_is_what_a_long_body_is_refused_for() {
    let limited = |hook: Router| {
        let limit = RequestBodyLimitLayer::new(8);
        hook.route_layer(builder().layer(limit).layer(verify()))
    };
    let (inside, _) = app(limited);
    let (outside, _) = app(|hook| {
        hook.route_layer(verify())
            .layer(RequestBodyLimitLayer::new(8))
    });
    for app in [inside, outside] {
        // In pieces, whose sum no head announces.
        let mut request = signed(ORDER);
        let pieces = ORDER.as_bytes().chunks(5);
        let pieces: Vec<_> = pieces.map(Ok::<_, Infallible>).collect();
        *request.body_mut() = Body::from_stream(stream::iter(pieces));
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 413);
        assert_eq!(response.headers()["connection"], "close");
        let rejection = response.extensions().get::<Rejection>().unwrap();
        assert_eq!(rejection.cause(), &Rejection::BodyTooLargeOutside);
    }
}
