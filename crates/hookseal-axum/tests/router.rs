//! The router that takes only verified routes.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use hookseal_axum::{Webhook, WebhookLayer, WebhookRouter};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use serde_json::Value;
use tower::ServiceExt;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

const ORDER: &str = "{\"order\":7}";

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

fn signed(path: &str) -> Request<Body> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(ORDER)).unwrap();
    let mut request = Request::post(path).header("content-type", "application/json");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from(ORDER)).unwrap()
}

fn forged(path: &str) -> Request<Body> {
    let mut request = signed(path);
    *request.body_mut() = Body::from("{\"order\":8}");
    request
}

fn unsigned(path: &str) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Body::from(ORDER)).unwrap()
}

async fn status(app: &Router, request: Request<Body>) -> u16 {
    let response = app.clone().oneshot(request).await.unwrap();
    response.status().as_u16()
}

async fn json(Json(_): Json<Value>) -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn typed(Webhook(_): Webhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn x3_routes_are_verified_whenever_they_are_added() {
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let hooks = WebhookRouter::new(verifier())
        .route("/first", post(json))
        .guarded(guard)
        .route("/second", post(json).put(json))
        .route("/third", post(typed));
    let app = Router::new()
        .nest("/hooks", hooks.into_router())
        .route("/health", get(async || "well"));
    for path in ["/hooks/first", "/hooks/second", "/hooks/third"] {
        assert_eq!(status(&app, unsigned(path)).await, 401, "{path}");
        assert_eq!(status(&app, forged(path)).await, 401, "{path}");
    }
    assert_eq!(status(&app, signed("/hooks/first")).await, 204);
    // One guard for all: they are one endpoint.
    assert_eq!(status(&app, signed("/hooks/second")).await, 200);
    assert_eq!(status(&app, unsigned("/hooks/nowhere")).await, 404);
    let probe = Request::get("/health").body(Body::empty()).unwrap();
    assert_eq!(status(&app, probe).await, 200);
}

#[tokio::test]
async fn x3_axum_s_own_layers_are_around_earlier_routes_alone() {
    // What the router is for: this is what the documentation warns of.
    let app = Router::new()
        .route("/early", post(json))
        .route_layer(WebhookLayer::new(verifier()))
        .route("/late", post(json))
        .route("/typed", post(typed));
    assert_eq!(status(&app, forged("/early")).await, 401);
    assert_eq!(status(&app, forged("/late")).await, 204);
    assert_eq!(status(&app, forged("/typed")).await, 500);
}

#[tokio::test]
async fn it_has_the_app_s_state_and_takes_a_layer_that_was_told_more() {
    async fn said(State(word): State<&'static str>, Webhook(_): Webhook<Raw>) -> &'static str {
        word
    }
    let layer = WebhookLayer::new(verifier()).keep_content_encoding();
    let hooks: Router<&str> = WebhookRouter::new(layer).route("/", post(said)).into();
    let app = hooks.with_state("word");
    let response = app.oneshot(signed("/")).await.unwrap();
    let body = axum::body::to_bytes(response.into_body(), 100).await;
    assert_eq!(body.unwrap(), "word");
}

#[tokio::test]
async fn without_a_route_it_is_an_empty_router() {
    let app = WebhookRouter::new(verifier()).into_router();
    assert_eq!(status(&app, signed("/")).await, 404);
}
