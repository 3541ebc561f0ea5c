//! What a handler reads is what was verified, whatever `Content-Encoding` says: actix's own
//! extractors decode by it.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::io::Write as _;

use actix_web::dev::{HttpServiceFactory, Service as _};
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::{App, HttpMessage as _, HttpRequest, test, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use hookseal_actix::{Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Rejection, Secret, VerifiedBody, Verifier};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
}

/// A string of JSON that takes a thousandth of its room when it is compressed.
fn bomb() -> (String, Vec<u8>) {
    let json = format!("\"{}\"", "x".repeat(200_000));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(json.as_bytes()).unwrap();
    (json, gzip.finish().unwrap())
}

fn signed(body: Vec<u8>) -> test::TestRequest {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(&body)).unwrap();
    let request = test::TestRequest::post().uri("/hook").set_payload(body);
    let request = request.insert_header(("content-type", "application/json"));
    delivery
        .headers()
        .fold(request, test::TestRequest::insert_header)
}

/// The status and the body of the answer to a gzipped bomb.
async fn answer_to(hook: impl HttpServiceFactory + 'static, body: Vec<u8>) -> (u16, web::Bytes) {
    let app = test::init_service(App::new().service(hook)).await;
    let request = signed(body).insert_header((CONTENT_ENCODING, "gzip"));
    let response = app.call(request.to_request()).await.unwrap();
    (response.status().as_u16(), test::read_body(response).await)
}

async fn bytes(bytes: web::Bytes, verified: web::ReqData<VerifiedBody>) -> web::Bytes {
    assert_eq!(verified.bytes(), &bytes);
    let coding = verified.content_encoding().unwrap();
    assert_eq!((coding.claimed(), coding.signed()), ("gzip", None));
    bytes
}

async fn json(json: web::Json<String>) -> String {
    json.into_inner()
}

async fn event(request: HttpRequest, Webhook(event): Webhook<Raw>) -> web::Bytes {
    assert_eq!(request.headers().get(CONTENT_ENCODING), None);
    event.bytes().clone()
}

#[actix_web::test]
async fn b10_bytes_are_those_that_were_verified() {
    let (_, gzipped) = bomb();
    let expected = (200, gzipped.clone().into());
    let hook = || web::resource("/hook");
    for route in [web::post().to(bytes), web::post().to(event)] {
        let hook = hook().route(route.wrap(layer()));
        assert_eq!(answer_to(hook, gzipped.clone()).await, expected);
    }
    let hook = hook().wrap(layer()).to(bytes);
    assert_eq!(answer_to(hook, gzipped).await, expected);
}

#[actix_web::test]
async fn b10_json_is_read_from_what_was_verified() {
    let (plain, gzipped) = bomb();
    let hook = || web::resource("/hook").wrap(layer()).to(json);
    assert_eq!(answer_to(hook(), gzipped).await.0, 400);
    // The header is wrong: this is JSON.
    let said = plain.trim_matches('"').to_owned();
    let answer = answer_to(hook(), plain.into_bytes()).await;
    assert_eq!(answer, (200, said.into()));
}

#[actix_web::test]
async fn a_layer_can_be_told_to_let_the_handler_decode() {
    let (plain, gzipped) = bomb();
    let hook = web::resource("/hook").wrap(layer().keep_content_encoding());
    let said = plain.trim_matches('"').to_owned();
    assert_eq!(answer_to(hook.to(json), gzipped).await, (200, said.into()));
}

#[actix_web::test]
async fn a_clone_of_the_request_elsewhere_is_a_mistake_and_no_panic() {
    let hook = web::resource("/hook")
        .wrap(layer())
        .wrap_fn(|request, service| {
            let kept = request.request().clone();
            let response = service.call(request);
            async move {
                let response = response.await;
                drop(kept);
                response
            }
        })
        .to(event);
    let app = test::init_service(App::new().service(hook)).await;
    let plain = app.call(signed(b"{}".to_vec()).to_request()).await.unwrap();
    assert_eq!(plain.status(), 200);
    let request = signed(b"{}".to_vec()).insert_header((CONTENT_ENCODING, "gzip"));
    let response = app.call(request.to_request()).await.unwrap();
    assert_eq!(response.status(), 500);
    let extensions = response.response().extensions();
    assert_eq!(extensions.get().map(Rejection::code), Some("misconfigured"));
    assert!(
        response
            .request()
            .extensions()
            .get::<VerifiedBody>()
            .is_none()
    );
}
