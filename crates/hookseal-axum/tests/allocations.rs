//! How much layer and typed extractor allocate for a request, beside a handler that takes
//! bytes and decodes them.

#![allow(clippy::panic, clippy::unwrap_used)]

use allocation_counter::{AllocationInfo, measure};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use futures_util::FutureExt as _;
use hookseal_axum::{VerifyWebhook, Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use tower::Service as _;

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

#[derive(serde::Deserialize)]
struct Placed {
    order: u32,
}

fn request() -> Request<Body> {
    const BODY: &str = r#"{"order":7}"#;
    let delivery = Signer::new(ACME, secret())
        .unwrap()
        .sign(&Delivery::new(BODY))
        .unwrap();
    let mut request = Request::post("/").header("content-length", BODY.len());
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from(BODY)).unwrap()
}

/// What one request allocates, until its answer is dropped.
fn allocated(mut app: Router) -> AllocationInfo {
    let mut send = |request: Request<Body>| {
        let response = app.call(request).now_or_never().unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
    };
    send(request()); // what each thread makes once
    let request = request();
    measure(|| send(request))
}

fn bare() -> AllocationInfo {
    allocated(Router::new().route(
        "/",
        post(async |body: Bytes| {
            let placed: Placed = serde_json::from_slice(&body).unwrap();
            done(&placed)
        }),
    ))
}

fn done(placed: &Placed) -> StatusCode {
    assert_eq!(placed.order, 7);
    StatusCode::NO_CONTENT
}

#[test]
fn g_layer_and_extractor_allocate_little_more_than_a_handler_that_decodes() {
    let app = Router::new()
        .route(
            "/",
            post(async |Webhook(event): Webhook<Placed>| done(event.payload())),
        )
        .route_layer(WebhookLayer::new(verifier()));
    assert_more(&allocated(app), MOST, MOST_BYTES);
}

#[test]
fn g_the_extractor_alone_allocates_less_than_a_handler_that_decodes() {
    async fn on_order(VerifyWebhook(event): VerifyWebhook<Placed>) -> StatusCode {
        done(event.payload())
    }
    let app = Router::new()
        .route("/", post(on_order))
        .with_state(verifier());
    assert_more(&allocated(app), 0, MOST_BYTES);
}

#[track_caller]
fn assert_more(own: &AllocationInfo, most: u64, most_bytes: u64) {
    let bare = bare();
    assert!(
        own.count_total <= bare.count_total + most,
        "{own:?}, {bare:?}"
    );
    assert!(
        own.bytes_total <= bare.bytes_total + most_bytes,
        "{own:?}, {bare:?}"
    );
}

const MOST: u64 = 4;
const MOST_BYTES: u64 = 2048;
