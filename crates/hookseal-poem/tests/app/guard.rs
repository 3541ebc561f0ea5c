//! Handlers inside the guard: which answers count, and what outlives its client.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use hookseal_core::Rejection;
use hookseal_poem::{ReplayLayer, Webhook, WebhookLayer};
use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
use poem::error::Forbidden;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{EndpointExt, Error, IntoEndpoint, Response, Result, Route, handler};
use tokio::sync::Semaphore;

use crate::support::{ORDER, answer, signed, status, unsigned, verifier};

fn guard() -> ReplayGuard {
    let guard = ReplayGuard::builder("hooks", MemoryStore::new());
    let guard = guard.handler_timeout(Duration::from_millis(50));
    guard.final_status(406).build().unwrap()
}

fn guarded<E>(handler: E) -> Route
where
    E: IntoEndpoint,
    E::Endpoint: 'static,
{
    let hook = handler
        .with(ReplayLayer::new(guard()))
        .with(WebhookLayer::new(verifier()));
    Route::new().at("/hook", hook)
}

#[tokio::test]
async fn i16_a_handler_that_panics_or_hangs_is_answered_by_a_response() {
    #[handler]
    async fn panics() -> StatusCode {
        panic!("a handler of little care")
    }
    #[handler]
    async fn hangs() -> StatusCode {
        pending().await
    }
    for app in [guarded(panics), guarded(hangs)] {
        for _ in 0..2 {
            let response = answer(&app, signed("/hook", ORDER)).await;
            assert_eq!(response.status(), 500);
            let why = response.data().map(Rejection::code);
            assert_eq!(why, Some("handler_failed"));
        }
    }
}

#[tokio::test]
async fn a_handler_s_answer_decides_also_where_it_is_an_error() {
    #[handler]
    async fn fails() -> Result<()> {
        Err(Forbidden(std::io::Error::other("not today")))
    }
    #[handler]
    async fn given_up() -> Result<()> {
        Err(Error::from_status(StatusCode::NOT_ACCEPTABLE))
    }
    #[handler]
    async fn in_short() -> Result<()> {
        let done = Response::builder().status(StatusCode::ACCEPTED).finish();
        Err(Error::from_response(done))
    }
    for (app, statuses) in [
        (guarded(fails), [403, 403]),
        (guarded(given_up), [406, 200]),
        (guarded(in_short), [202, 200]),
    ] {
        for expected in statuses {
            assert_eq!(status(&app, signed("/hook", ORDER)).await, expected);
        }
    }
}

#[tokio::test]
async fn the_reservation_is_in_the_app_s_data() {
    #[handler]
    async fn attempts(reservation: Data<&Reservation>) -> StatusCode {
        match reservation.attempt() {
            1 => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::NO_CONTENT,
        }
    }
    let app = guarded(attempts);
    for expected in [500, 204, 200] {
        assert_eq!(status(&app, signed("/hook", ORDER)).await, expected);
    }
}

#[tokio::test]
async fn i16_a_handler_goes_on_when_its_client_has_gone() {
    #[handler]
    async fn waits(gate: Data<&Arc<Semaphore>>) -> StatusCode {
        gate.acquire().await.unwrap().forget();
        StatusCode::NO_CONTENT
    }
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let hook = waits
        .with(ReplayLayer::new(guard.clone()))
        .with(WebhookLayer::new(verifier()));
    let app = Route::new().at("/hook", hook).data(Arc::clone(&gate));
    {
        let going = answer(&app, signed("/hook", ORDER));
        let gone = tokio::time::timeout(Duration::from_millis(20), going).await;
        assert!(gone.is_err());
    }
    assert_eq!(guard.runs(), 1);
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 503);
    gate.add_permits(1);
    guard.drained().await;
    assert_eq!(status(&app, signed("/hook", ORDER)).await, 200);
}

#[tokio::test]
async fn x1_nothing_unverified_is_guarded() {
    #[handler]
    async fn on_order(_: Webhook<serde_json::Value>) {}
    let app = Route::new().at("/hook", on_order.with(ReplayLayer::new(guard())));
    for request in [signed("/hook", ORDER), unsigned("/hook")] {
        let refused = answer(&app, request).await;
        assert_eq!(refused.status(), 500);
        let why = refused.data::<Rejection>().unwrap().to_string();
        assert!(why.contains("`WebhookLayer`"), "{why}");
    }
}
