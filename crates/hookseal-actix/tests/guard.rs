//! Handlers that fail under the guard are answered by responses, not by errors.

#![cfg(feature = "replay")]
#![allow(clippy::panic, clippy::unwrap_used)]

use std::future::pending;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::error::ErrorImATeapot;
use actix_web::http::Method;
use actix_web::middleware::Logger;
use actix_web::{App, Error, HttpResponse, Route, test, web};
use hookseal_actix::{ReplayLayer, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Verifier};
use hookseal_replay::{MemoryStore, ReplayGuard};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

/// The answer to a genuine delivery, which `call_service` would panic about if it were an
/// error.
async fn answer(route: Route) -> ServiceResponse<BoxBody> {
    let guard = ReplayGuard::builder("hooks", MemoryStore::new());
    let guard = guard.handler_timeout(Duration::from_millis(50)).build();
    let verifier = Verifier::new(ACME, secret()).unwrap();
    // Within a scope that has data of its own, so that the request is changed further in.
    let hook = web::scope("/hooks")
        .wrap(ReplayLayer::new(guard.unwrap()))
        .wrap(WebhookLayer::new(verifier))
        .wrap(Logger::default())
        .app_data(web::Data::new(7))
        .service(web::resource("/{id}").app_data(8).route(route));
    let app = test::init_service(App::new().service(hook)).await;
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let request = test::TestRequest::put().uri("/hooks/1?a=%2f");
    let request = request.method(Method::POST).set_payload("{}");
    let request = delivery
        .headers()
        .fold(request, test::TestRequest::insert_header);
    let response = test::call_service(&app, request.to_request()).await;
    response.map_into_boxed_body()
}

fn code(response: &ServiceResponse) -> Option<&'static str> {
    let extensions = response.response().extensions();
    extensions.get::<Rejection>().map(Rejection::code)
}

async fn panics() -> HttpResponse {
    panic!("a handler of little care")
}

async fn hangs() -> HttpResponse {
    pending().await
}

#[actix_web::test]
async fn i16_a_handler_that_panics_or_hangs_is_answered_by_a_response() {
    for route in [web::post().to(panics), web::post().to(hangs)] {
        let response = answer(route).await;
        assert_eq!(response.status(), 500);
        assert_eq!(code(&response), Some("handler_failed"));
        let asked = response.request();
        assert_eq!(asked.method(), Method::POST);
        assert_eq!(asked.uri(), "/hooks/1?a=%2f");
    }
}

#[actix_web::test]
async fn a_handler_s_own_error_is_its_answer() {
    async fn fails() -> Result<HttpResponse, Error> {
        Err(ErrorImATeapot("short and stout"))
    }
    let response = answer(web::post().to(fails)).await;
    assert_eq!(response.status(), 418);
    assert_eq!(code(&response), None);
}
