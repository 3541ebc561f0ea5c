//! hookseal's middleware among others, around and within.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::middleware::{Compress, Condition, DefaultHeaders, Logger, NormalizePath};
use actix_web::{App, HttpResponse, test, web};
use hookseal_actix::{ReplayLayer, Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

const ORDER: &str = "{\"order\":7}";

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn verify() -> WebhookLayer {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
}

fn once() -> ReplayLayer {
    ReplayLayer::new(ReplayGuard::new("orders", MemoryStore::new()).unwrap())
}

fn signed(body: &'static str) -> test::TestRequest {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(ORDER)).unwrap();
    let request = test::TestRequest::post().uri("/hook").set_payload(body);
    let request = request.insert_header(("accept-encoding", "gzip"));
    delivery
        .headers()
        .fold(request, test::TestRequest::insert_header)
}

/// How often the handler has run.
type Runs = Arc<AtomicUsize>;

async fn on_order(runs: web::Data<Runs>, Webhook(event): Webhook<Raw>) -> HttpResponse {
    assert_eq!(event.bytes(), ORDER);
    runs.fetch_add(1, Ordering::Relaxed);
    HttpResponse::Ok().body("handled".repeat(100))
}

async fn status<S, B>(app: &S, request: test::TestRequest) -> u16
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let response = test::call_service(app, request.to_request()).await;
    let status = response.status().as_u16();
    test::read_body(response).await;
    status
}

/// A genuine delivery is handled, a forged one is not.
macro_rules! verifies {
    ($($wrap:expr),* $(,)?) => {$(
        let runs = Runs::default();
        let wrap = $wrap;
        let hook = wrap(web::resource("/hook")).route(web::post().to(on_order));
        let data = web::Data::new(Arc::clone(&runs));
        let app = test::init_service(App::new().app_data(data).service(hook)).await;
        let shown = stringify!($wrap);
        assert_eq!(status(&app, signed(ORDER)).await, 200, "{shown}");
        assert_eq!(status(&app, signed("{\"order\":8}")).await, 401, "{shown}");
        assert_eq!(runs.load(Ordering::Relaxed), 1, "{shown}");
    )*};
}

type Hook = actix_web::Resource;

#[actix_web::test]
async fn any_middleware_may_be_within() {
    verifies![
        |hook: Hook| hook.wrap(verify()),
        |hook: Hook| hook.wrap(Compress::default()).wrap(verify()),
        |hook: Hook| hook.wrap(Logger::default()).wrap(verify()),
        |hook: Hook| hook.wrap(NormalizePath::trim()).wrap(verify()),
        |hook: Hook| hook.wrap(DefaultHeaders::new()).wrap(verify()),
        |hook: Hook| hook
            .wrap(Condition::new(true, Compress::default()))
            .wrap(verify()),
    ];
}

#[actix_web::test]
async fn any_middleware_may_be_around() {
    verifies![
        |hook: Hook| hook.wrap(verify()).wrap(Compress::default()),
        |hook: Hook| hook.wrap(verify()).wrap(Logger::default()),
        |hook: Hook| hook.wrap(verify()).wrap(NormalizePath::trim()),
        |hook: Hook| hook.wrap(verify()).wrap(DefaultHeaders::new()),
        |hook: Hook| hook.wrap(Condition::new(true, verify())),
    ];
}

#[actix_web::test]
async fn the_guard_goes_within_the_layer_that_verifies() {
    let runs = Runs::default();
    let data = web::Data::new(Arc::clone(&runs));
    let hook = web::resource("/hook")
        .wrap(Compress::default())
        .wrap(Logger::default())
        .wrap(Condition::new(true, once()))
        .wrap(DefaultHeaders::new())
        .wrap(verify())
        .wrap(Condition::new(true, NormalizePath::trim()))
        .wrap(Compress::default())
        .wrap(Logger::default())
        .route(web::post().to(on_order));
    let app = test::init_service(App::new().app_data(data).service(hook)).await;
    assert_eq!(status(&app, signed(ORDER)).await, 200);
    assert_eq!(status(&app, signed(ORDER)).await, 200, "a duplicate");
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}
