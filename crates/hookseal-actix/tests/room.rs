//! Verified bodies that are longer than what actix's extractors take by default.

#![allow(clippy::panic, clippy::unwrap_used)]

use actix_web::{App, HttpResponse, test, web};
use hookseal_actix::WebhookLayer;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

const MIB: usize = 1024 * 1024;

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn layer() -> WebhookLayer {
    let builder = Verifier::builder(ACME).key(secret());
    WebhookLayer::new(builder.body_limit(3 * MIB).build().unwrap())
}

fn signed(kind: &'static str, body: String) -> test::TestRequest {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new(&body)).unwrap();
    let request = test::TestRequest::post()
        .uri("/hook")
        .insert_header(("content-type", kind));
    let request = delivery
        .headers()
        .fold(request, test::TestRequest::insert_header);
    request.set_payload(body)
}

fn json(length: usize) -> test::TestRequest {
    signed("application/json", format!("\"{}\"", "x".repeat(length)))
}

fn form(length: usize) -> test::TestRequest {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    signed(kind, format!("text={}", "x".repeat(length)))
}

async fn by_json(text: web::Json<String>) -> String {
    text.len().to_string()
}

#[derive(serde::Deserialize)]
struct Fields {
    text: String,
}

async fn by_form(fields: web::Form<Fields>) -> String {
    fields.text.len().to_string()
}

async fn by_text(text: String) -> String {
    text.len().to_string()
}

macro_rules! status {
    ($app:expr, $request:expr) => {{
        let app = test::init_service($app).await;
        let answer = test::call_service(&app, $request.to_request()).await;
        answer.status().as_u16()
    }};
}

#[actix_web::test]
async fn what_was_verified_is_not_too_long_for_any_extractor() {
    let hook = || web::resource("/hook").wrap(layer());
    for length in [100, MIB, 3 * MIB - 100] {
        let text = App::new().service(hook().to(by_text));
        assert_eq!(status!(text, json(length)), 200);
        let json_app = App::new().service(hook().to(by_json));
        assert_eq!(status!(json_app, json(length)), 200);
        let form_app = App::new().service(hook().to(by_form));
        assert_eq!(status!(form_app, form(length)), 200);
        // Around the whole app as well.
        let around = App::new()
            .wrap(layer())
            .route("/hook", web::post().to(by_json));
        assert_eq!(status!(around, json(length)), 200);
    }
}

#[actix_web::test]
async fn what_the_app_says_of_its_own_counts() {
    let own = || JsonTooLong::config();
    let outside = App::new()
        .app_data(own())
        .service(web::resource("/hook").wrap(layer()).to(by_json));
    assert_eq!(status!(outside, json(5 * MIB / 2)), 418);
    let inside = App::new()
        .wrap(layer())
        .service(web::resource("/hook").app_data(own()).to(by_json));
    assert_eq!(status!(inside, json(5 * MIB / 2)), 418);
}

/// A limit with an answer of its own.
struct JsonTooLong;

impl JsonTooLong {
    fn config() -> web::JsonConfig {
        web::JsonConfig::default()
            .limit(1000)
            .error_handler(|error, _| {
                let answer = HttpResponse::ImATeapot().finish();
                actix_web::error::InternalError::from_response(error, answer).into()
            })
    }
}

/// Middleware that keeps a clone of the request keeps actix from being told; nothing panics.
#[actix_web::test]
async fn a_clone_of_the_request_leaves_actix_its_own_limit() {
    use actix_web::dev::Service as _;

    let hook = web::resource("/hook").wrap(layer()).to(by_json);
    let app = App::new().service(hook.wrap_fn(|request, service| {
        let kept = request.request().clone();
        let answer = service.call(request);
        async move {
            let answer = answer.await;
            drop(kept);
            answer
        }
    }));
    assert_eq!(status!(app, json(5 * MIB / 2)), 413);
}
