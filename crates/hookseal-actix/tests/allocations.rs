//! How much middleware and typed extractor allocate for a request, beside a handler that
//! takes bytes and decodes them.

#![allow(clippy::panic, clippy::unwrap_used)]

use actix_web::dev::{HttpServiceFactory, Service as _};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, web};
use allocation_counter::{AllocationInfo, measure};
use futures_util::FutureExt as _;
use hookseal_actix::{Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};

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

fn request() -> actix_http::Request {
    const BODY: &str = r#"{"order":7}"#;
    let delivery = Signer::new(ACME, secret())
        .unwrap()
        .sign(&Delivery::new(BODY))
        .unwrap();
    let request = TestRequest::post().uri("/").set_payload(BODY);
    delivery
        .headers()
        .fold(request, TestRequest::insert_header)
        .to_request()
}

/// What one request allocates, until its answer is dropped.
fn allocated(resource: impl HttpServiceFactory + 'static) -> AllocationInfo {
    let app = init_service(App::new().service(resource));
    let app = actix_web::rt::System::new().block_on(app);
    let send = |request| {
        let response = app.call(request).now_or_never().unwrap().unwrap();
        assert_eq!(response.status(), 204);
    };
    send(request()); // what each thread makes once, and pools
    let request = request();
    measure(|| send(request))
}

fn bare() -> AllocationInfo {
    allocated(
        web::resource("/").route(web::post().to(async |body: Bytes| {
            let placed: Placed = serde_json::from_slice(&body).unwrap();
            done(&placed)
        })),
    )
}

async fn on_order(Webhook(event): Webhook<Placed>) -> HttpResponse {
    done(event.payload())
}

fn done(placed: &Placed) -> HttpResponse {
    assert_eq!(placed.order, 7);
    HttpResponse::NoContent().finish()
}

#[test]
fn g_middleware_and_extractor_allocate_little_more_than_a_handler_that_decodes() {
    let resource = web::resource("/")
        .wrap(WebhookLayer::new(verifier()))
        .route(web::post().to(on_order));
    assert_more(&allocated(resource), MOST, MOST_BYTES);
}

#[test]
fn g_the_extractor_alone_allocates_little_more_than_a_handler_that_decodes() {
    let resource = web::resource("/")
        .app_data(verifier())
        .route(web::post().to(on_order));
    assert_more(&allocated(resource), 0, 0);
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

const MOST: u64 = 1;
const MOST_BYTES: u64 = 0;
