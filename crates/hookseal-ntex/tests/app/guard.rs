//! Handlers inside the guard: which answers count, and what outlives its client.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use hookseal_core::Rejection;
use hookseal_ntex::{ReplayLayer, Webhook, WebhookLayer};
use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
use ntex::time::sleep;
use ntex::util::select;
use ntex::web::error::{ErrorForbidden, InternalError};
use ntex::web::test::init_service;
use ntex::web::types::State;
use ntex::web::{self, App, HttpRequest, HttpResponse};
use tokio::sync::Semaphore;

use crate::support::{ORDER, answer, signed, status, unsigned, verifier, why};

fn guard() -> ReplayGuard {
    let guard = ReplayGuard::builder("hooks", MemoryStore::new());
    let guard = guard.handler_timeout(Duration::from_millis(50));
    guard.final_status(406).build().unwrap()
}

/// The resource of a guarded handler.
macro_rules! guarded {
    ($handler:expr, $guard:expr) => {
        web::resource("/hook")
            .middleware(ReplayLayer::new($guard))
            .middleware(WebhookLayer::new(verifier()))
            .to($handler)
    };
}

#[ntex::test]
async fn i16_a_handler_that_panics_or_hangs_is_answered_by_a_response() {
    async fn panics() -> HttpResponse {
        panic!("a handler of little care")
    }
    async fn hangs() -> HttpResponse {
        pending().await
    }
    let panics = init_service(App::new().service(guarded!(panics, guard()))).await;
    let hangs = init_service(App::new().service(guarded!(hangs, guard()))).await;
    for _ in 0..2 {
        for response in [
            answer(&panics, signed("/hook", ORDER)).await,
            answer(&hangs, signed("/hook", ORDER)).await,
        ] {
            assert_eq!(response.status(), 500);
            assert_eq!(why(&response).unwrap().code(), "handler_failed");
            // Middleware further out finds what was asked.
            assert_eq!(response.request().uri(), "/hook");
            assert_eq!(response.request().method(), "POST");
        }
    }
}

#[ntex::test]
async fn a_handler_s_answer_decides_also_where_it_is_an_error() {
    async fn fails() -> Result<HttpResponse, InternalError<&'static str>> {
        Err(ErrorForbidden("not today"))
    }
    async fn given_up() -> HttpResponse {
        HttpResponse::NotAcceptable().finish()
    }
    async fn accepts() -> HttpResponse {
        HttpResponse::Accepted().finish()
    }
    let fails = init_service(App::new().service(guarded!(fails, guard()))).await;
    let given_up = init_service(App::new().service(guarded!(given_up, guard()))).await;
    let accepts = init_service(App::new().service(guarded!(accepts, guard()))).await;
    for [failed, done, accepted] in [[403, 406, 202], [403, 200, 200]] {
        assert_eq!(status(&fails, signed("/hook", ORDER)).await, failed);
        assert_eq!(status(&given_up, signed("/hook", ORDER)).await, done);
        assert_eq!(status(&accepts, signed("/hook", ORDER)).await, accepted);
    }
}

#[ntex::test]
async fn the_reservation_is_among_the_request_s_extensions() {
    async fn attempts(request: HttpRequest) -> HttpResponse {
        let attempt = request.extensions().get().map(Reservation::attempt);
        match attempt.unwrap() {
            1 => HttpResponse::InternalServerError().finish(),
            _ => HttpResponse::NoContent().finish(),
        }
    }
    let app = init_service(App::new().service(guarded!(attempts, guard()))).await;
    for expected in [500, 204, 200] {
        assert_eq!(status(&app, signed("/hook", ORDER)).await, expected);
    }
}

#[ntex::test]
async fn i16_a_handler_goes_on_when_its_client_has_gone() {
    async fn waits(gate: State<Arc<Semaphore>>) -> HttpResponse {
        gate.acquire().await.unwrap().forget();
        HttpResponse::NoContent().finish()
    }
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let app = App::new()
        .state(Arc::clone(&gate))
        .service(guarded!(waits, guard.clone()));
    let app = init_service(app).await;
    // The server drops what it does for a client that has gone.
    let going = answer(&app, signed("/hook", ORDER));
    drop(select(going, sleep(Duration::from_millis(20))).await);
    assert_eq!(guard.runs(), 1);
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 503);
    gate.add_permits(1);
    guard.drained().await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 200);
}

#[ntex::test]
async fn x1_nothing_unverified_is_guarded() {
    async fn on_order(_: Webhook<serde_json::Value>) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    let hook = web::resource("/hook").middleware(ReplayLayer::new(guard()));
    let app = init_service(App::new().service(hook.to(on_order))).await;
    for request in [signed("/hook", ORDER), unsigned("/hook")] {
        let refused = answer(&app, request).await;
        assert_eq!(refused.status(), 500);
        let why = why(&refused).as_ref().map(Rejection::to_string).unwrap();
        assert!(why.contains("`WebhookLayer`"), "{why}");
    }
}
