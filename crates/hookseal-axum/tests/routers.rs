//! The layer and the extractors in every place that axum has for them.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hookseal_axum::{VerifyWebhook, Webhook, WebhookLayer, WebhookRejection, verifiers};
use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};
use tower::{ServiceBuilder, ServiceExt};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

#[derive(Clone, Debug, serde::Deserialize)]
struct Placed {
    order: u32,
}

fn verifier(secret: &str) -> Verifier {
    Verifier::builder(ACME)
        .key(Secret::new(secret).unwrap())
        .build()
        .unwrap()
}

const SECRET: &str = "6f1d9a52c3e84b70a1f5";

fn signed(target: &str, body: &str) -> Request<Body> {
    let signer = Signer::new(ACME, Secret::new(SECRET).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(body)).unwrap();
    let mut request = Request::post(target);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

fn unsigned(target: &str) -> Request<Body> {
    Request::post(target).body(Body::from("{}")).unwrap()
}

async fn status(app: &Router, request: Request<Body>) -> u16 {
    app.clone()
        .oneshot(request)
        .await
        .unwrap()
        .status()
        .as_u16()
}

async fn on_order(Webhook(event): Webhook<Placed>) -> StatusCode {
    assert_eq!(event.payload().order, 7);
    StatusCode::NO_CONTENT
}

const ORDER: &str = "{\"order\":7}";

#[tokio::test]
async fn the_layer_fits_wherever_axum_takes_a_layer() {
    let layer = || WebhookLayer::new(verifier(SECRET));
    let hook = || Router::new().route("/hook", post(on_order));
    for app in [
        hook().layer(layer()),
        hook().route_layer(layer()),
        Router::new().route("/hook", post(on_order).layer(layer())),
        hook().layer(ServiceBuilder::new().layer(layer())),
        Router::new().merge(hook().route_layer(layer())),
    ] {
        assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
        assert_eq!(
            status(&app, signed("/hook", "{\"order\":\"x\"}")).await,
            422
        );
        assert_eq!(status(&app, unsigned("/hook")).await, 401);
    }
}

#[tokio::test]
async fn x3_a_route_added_after_the_layer_lets_nothing_through() {
    let app = Router::new()
        .route("/hook", post(on_order))
        .route_layer(WebhookLayer::new(verifier(SECRET)))
        .route("/late", post(on_order))
        .route("/health", get(|| async { "ok" }));
    assert_eq!(status(&app, signed("/late", ORDER)).await, 500);
    let probe = Request::get("/health").body(Body::empty()).unwrap();
    assert_eq!(status(&app, probe).await, 200);
    assert_eq!(status(&app, unsigned("/nowhere")).await, 404);
}

#[tokio::test]
async fn the_extractor_combines_with_others() {
    async fn handler(
        State(counts): State<Arc<str>>,
        Webhook(event): Webhook<Raw>,
        Path(team): Path<u8>,
        Json(again): Json<serde_json::Value>,
    ) -> String {
        format!("{counts} {team} {} {again}", event.bytes().len())
    }
    let app = Router::new()
        .route("/hook/{team}", post(handler))
        .route_layer(WebhookLayer::new(verifier(SECRET)))
        .with_state(Arc::from("state"));
    let mut request = signed("/hook/3", ORDER);
    request
        .headers_mut()
        .insert("content-type", "application/json".parse().unwrap());
    let response = app.oneshot(request).await.unwrap();
    let body = axum::body::to_bytes(response.into_body(), 1_000)
        .await
        .unwrap();
    assert_eq!(body, "state 3 11 {\"order\":7}");
}

#[tokio::test]
async fn a_handler_can_match_on_the_rejection() {
    async fn handler(event: Result<Webhook<Placed>, WebhookRejection>) -> impl IntoResponse {
        match event {
            Ok(Webhook(event)) => Ok(event.payload().order.to_string()),
            Err(WebhookRejection::Refused(Rejection::Payload(_))) => Ok("ignored".to_owned()),
            Err(other) => Err(other),
        }
    }
    let layered = Router::new()
        .route("/hook", post(handler))
        .route_layer(WebhookLayer::new(verifier(SECRET)));
    assert_eq!(status(&layered, signed("/hook", "[]")).await, 200);
    assert_eq!(status(&layered, unsigned("/hook")).await, 401);
    let bare = Router::new().route("/hook", post(handler));
    assert_eq!(status(&bare, signed("/hook", ORDER)).await, 500);
}

#[tokio::test]
async fn x6_an_optional_event_is_none_only_without_a_signature() {
    async fn handler(event: Option<VerifyWebhook<Raw>>) -> &'static str {
        if event.is_some() { "some" } else { "none" }
    }
    let app = Router::new()
        .route("/hook", post(handler))
        .with_state(verifier(SECRET));
    let said = async |request: Request<Body>| {
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1_000)
            .await
            .unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(said(signed("/hook", "{}")).await, (200, "some".to_owned()));
    assert_eq!(said(unsigned("/hook")).await, (200, "none".to_owned()));
    let mut forged = signed("/hook", "{}");
    *forged.body_mut() = Body::from("[]");
    assert_eq!(said(forged).await.0, 401);
    let mut malformed = unsigned("/hook");
    malformed
        .headers_mut()
        .insert("acme-signature", "zzz".parse().unwrap());
    assert_eq!(said(malformed).await.0, 401);
}

#[tokio::test]
async fn k13_each_of_several_verifiers_in_a_state_takes_only_its_own() {
    #[derive(Clone)]
    struct App {
        acme: Acme,
        globex: Globex,
    }
    verifiers! {
        App {
            acme: Acme,
            globex: Globex,
        }
    }
    async fn acme(VerifyWebhook(event): VerifyWebhook<Raw, Acme>) -> String {
        event.provider().to_owned()
    }
    async fn globex(VerifyWebhook(event): VerifyWebhook<Raw, Globex>) -> String {
        event.provider().to_owned()
    }
    let app = Router::new()
        .route("/acme", post(acme))
        .route("/globex", post(globex))
        .with_state(App {
            acme: verifier(SECRET).into(),
            globex: verifier("0b8e4a6d2f7c41938e5a").into(),
        });
    assert_eq!(status(&app, signed("/acme", "{}")).await, 200);
    assert_eq!(status(&app, signed("/globex", "{}")).await, 401);
}

#[tokio::test]
async fn k13_no_extractor_takes_the_verdict_of_a_layer_further_out() {
    async fn own(VerifyWebhook(event): VerifyWebhook<Placed>) -> StatusCode {
        assert_eq!(event.payload().order, 7);
        StatusCode::NO_CONTENT
    }
    let weak = || WebhookLayer::new(verifier("0b8e4a6d2f7c41938e5a"));
    // By the layer's key alone; it is let through by the outer layer only.
    let by_weak = |target| {
        let mut request = signed(target, ORDER);
        let key = Secret::new("0b8e4a6d2f7c41938e5a").unwrap();
        let delivery = Signer::new(ACME, key).unwrap().sign(&Delivery::new(ORDER));
        for (name, value) in delivery.unwrap().headers() {
            let name: axum::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    };
    let app = Router::new()
        .route("/extractor", post(own))
        .route(
            "/layer",
            post(on_order).layer(WebhookLayer::new(verifier(SECRET))),
        )
        .route("/weak", post(on_order))
        .route_layer(weak())
        .with_state(verifier(SECRET));
    assert_eq!(status(&app, by_weak("/weak")).await, 204);
    for strong in ["/extractor", "/layer"] {
        assert_eq!(status(&app, by_weak(strong)).await, 401, "{strong}");
    }
}

const CHALLENGE: Handshake = Handshake::unsigned(
    "challenge",
    "GET",
    &[],
    Reply::Text(Given::Query("challenge")),
);

async fn handler(Webhook(_): Webhook<Raw>) {}

#[tokio::test]
async fn a_handshake_by_get_is_answered_on_a_route_that_takes_only_posts() {
    let verifier = || {
        let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
        builder.handshake(CHALLENGE).build().unwrap()
    };
    let layer = || WebhookLayer::new(verifier());
    for app in [
        Router::new().route("/", post(handler)).route_layer(layer()),
        Router::new().route("/", post(handler)).layer(layer()),
        Router::new().route("/", post(handler).layer(layer())),
    ] {
        let asked = Request::get("/?challenge=abc").body(Body::empty()).unwrap();
        let answer = app.clone().oneshot(asked).await.unwrap();
        assert_eq!(answer.status(), 200);
        let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
        assert_eq!(body, "abc");
        let other = Request::get("/").body(Body::empty()).unwrap();
        assert_eq!(status(&app, other).await, 405);
        assert_eq!(status(&app, signed("/", "{}")).await, 200);
    }
}

#[tokio::test]
async fn what_was_verified_is_not_too_long_for_axum_s_extractors() {
    use axum::extract::DefaultBodyLimit;

    async fn by_json(Json(text): Json<String>) -> String {
        text.len().to_string()
    }
    let builder = Verifier::builder(ACME).key(Secret::new(SECRET).unwrap());
    let layer = WebhookLayer::new(builder.body_limit(5 << 20).build().unwrap());
    let verified = |handler: axum::routing::MethodRouter| {
        let app = Router::new().route("/hook", handler);
        app.route_layer(layer.clone())
    };
    let json = |length: usize| {
        let mut request = signed("/hook", &format!("\"{}\"", "x".repeat(length)));
        let kind = "application/json".parse().unwrap();
        request.headers_mut().insert("content-type", kind);
        request
    };
    for length in [100, (2 << 20) + 1, (5 << 20) - 2] {
        let around = verified(post(by_json)).layer(DefaultBodyLimit::max(1 << 20));
        for app in [
            verified(post(by_json)),
            verified(post(async |_: String| ())),
            around,
        ] {
            assert_eq!(status(&app, json(length)).await, 200, "{length}");
        }
    }
    // What the app says further in counts.
    let own = verified(post(by_json).layer(DefaultBodyLimit::max(1000)));
    assert_eq!(status(&own, json(900)).await, 200);
    assert_eq!(status(&own, json(3 << 20)).await, 413);
}

#[tokio::test]
async fn a_handler_that_reads_the_payload_by_itself_refuses_by_it() {
    async fn read(Webhook(event): Webhook<Raw>) -> Result<StatusCode, WebhookRejection> {
        let order: Placed = event.body().json()?;
        assert_eq!(order.order, 7);
        Ok(StatusCode::NO_CONTENT)
    }
    let app = Router::new()
        .route("/hook", post(read))
        .route_layer(WebhookLayer::new(verifier(SECRET)));
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 204);
    assert_eq!(status(&app, signed("/hook", "{}")).await, 422);
}
