//! The target that was signed, where axum gets another, and tenants in the path.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;
use hookseal_axum::{
    KeepTargetLayer, ReplayLayer, VerifyWebhook, Webhook, WebhookLayer, received_target,
};
use hookseal_core::adapter::ReceivedTarget;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};
use tower::{Layer as _, Service, ServiceExt as _};
use tower_http::normalize_path::NormalizePathLayer;

/// Signs the target.
const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_message(const { &[Part::Target, Part::literal("\n"), Part::Body] });

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// Signed for one target, sent to another.
fn signed(target: &str, sent: &str) -> Request {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}").target(target)).unwrap();
    let mut request = Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from("{}")).unwrap()
}

async fn status<S>(mut app: S, request: Request) -> u16
where
    S: Service<Request, Response = Response, Error = std::convert::Infallible>,
{
    let response = app.ready().await.unwrap().call(request).await.unwrap();
    response.status().as_u16()
}

async fn handle(Webhook(_): Webhook<Raw>) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn a_layer_can_be_told_what_the_sender_has_called() {
    let stage = |layer: WebhookLayer| {
        layer.target_of(|parts| Some(format!("/prod{}", received_target(parts))))
    };
    let hook = || {
        let layer = stage(WebhookLayer::new(verifier()));
        Router::new()
            .route("/hook", post(handle))
            .route_layer(layer)
    };
    for (app, path) in [
        (hook(), "/hook"),
        (Router::new().nest("/a", hook()), "/a/hook"),
    ] {
        let called = format!("/prod{path}?n=1");
        let sent = format!("{path}?n=1");
        assert_eq!(status(app.clone(), signed(&called, &sent)).await, 204);
        assert_eq!(status(app, signed(&sent, &sent)).await, 401);
    }
    // `None` is as received.
    let layer = WebhookLayer::new(verifier()).target_of(|_| None);
    let app = Router::new().route("/hook", post(handle)).layer(layer);
    assert_eq!(status(app, signed("/hook?", "/hook?")).await, 204);
}

#[tokio::test]
async fn a_normaliser_of_paths_goes_within_what_keeps_the_target() {
    async fn alone(VerifyWebhook(..): VerifyWebhook<Raw>) -> StatusCode {
        StatusCode::NO_CONTENT
    }
    let router = Router::new()
        .route("/hook", post(handle))
        .route_layer(WebhookLayer::new(verifier()))
        .route("/alone", post(alone))
        .with_state(verifier());
    let normalised = NormalizePathLayer::trim_trailing_slash().layer(router);
    let kept = KeepTargetLayer.layer(normalised.clone());
    for target in ["/hook/?n=1", "/alone/?n=1"] {
        assert_eq!(
            status(normalised.clone(), signed(target, target)).await,
            401
        );
        assert_eq!(status(kept.clone(), signed(target, target)).await, 204);
    }
}

#[tokio::test]
async fn an_app_can_say_it_to_the_extractor_too() {
    async fn stage(mut request: Request, next: Next) -> Response {
        let target = ReceivedTarget::new(format!("/prod{}", request.uri()));
        request.extensions_mut().insert(target);
        next.run(request).await
    }
    async fn alone(VerifyWebhook(..): VerifyWebhook<Raw>) {}
    let app = Router::new()
        .route("/hook", post(alone))
        .layer(middleware::from_fn(stage))
        .with_state(verifier());
    assert_eq!(
        status(app.clone(), signed("/prod/hook", "/hook")).await,
        200
    );
    assert_eq!(status(app, signed("/hook", "/hook")).await, 401);
}

#[tokio::test]
async fn i6_the_guard_goes_by_the_target_that_was_verified() {
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let layer = WebhookLayer::new(verifier());
    let app = Router::new()
        .route("/hook", post(handle))
        .route_layer(ReplayLayer::new(guard))
        .route_layer(layer.target_of(|parts| Some(parts.uri.path().to_owned())));
    assert_eq!(status(app.clone(), signed("/hook", "/hook")).await, 204);
    // What is not signed makes no new delivery.
    for sent in ["/hook?n=1", "/hook?n=2"] {
        assert_eq!(status(app.clone(), signed("/hook", sent)).await, 200);
    }
}

/// One tenant, `acme`.
#[derive(Debug)]
struct Tenants;

impl KeyResolver for Tenants {
    type Query = ();

    fn query(&self, request: &KeyQuery<'_>) -> Result<(), Unresolved> {
        let is_acme = request.tenant() == Some("acme");
        is_acme.then_some(()).ok_or(Unresolved::Unknown)
    }

    async fn resolve(&self, (): (), rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        Ok(rules.prepare(secret())?.of_tenant("acme"))
    }
}

#[tokio::test]
async fn k13_a_parameter_must_be_one_of_the_route_and_one_alone() {
    let layer = |name: &str| {
        let verifier = Verifier::builder(ACME).resolver(Tenants).build().unwrap();
        WebhookLayer::new(verifier).tenant_param(name)
    };
    let hook = |path: &str| Router::new().route(path, post(handle));
    let one = || hook("/{region}/{tenant}");
    let twice = || {
        let inner = hook("/{tenant}").route_layer(layer("tenant"));
        Router::new().nest("/{tenant}", inner)
    };
    for (app, path, expected) in [
        (one().route_layer(layer("tenant")), "/eu/acme", 204),
        (one().layer(layer("tenant")), "/eu/acme", 204),
        (one().route_layer(layer("tenant")), "/eu/globex", 401),
        (one().route_layer(layer("tenant")), "/%FF/acme", 401),
        (one().route_layer(layer("tennant")), "/eu/acme", 500),
        (twice(), "/acme/acme", 500),
        (twice(), "/acme/globex", 500),
        // Nothing was matched, so nothing is the app's mistake.
        (one().layer(layer("tenant")), "/nowhere", 401),
    ] {
        let request = signed(path, path);
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
        if expected == 500 {
            let why = response
                .extensions()
                .get::<Rejection>()
                .unwrap()
                .to_string();
            assert!(
                why.contains("`tenant_param`") && why.contains("`ten"),
                "{why}"
            );
        }
    }
}
