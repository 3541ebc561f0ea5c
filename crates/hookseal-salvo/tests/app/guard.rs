//! Handlers inside the guard: which answers count, and what outlives its client.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
use hookseal_salvo::{ReplayLayer, Webhook, WebhookLayer};
use salvo::prelude::*;
use tokio::sync::Semaphore;

use crate::support::{ORDER, Put, answer, signed, status, text, unsigned, verifier, why};

fn guard() -> ReplayGuard {
    let guard = ReplayGuard::builder("hooks", MemoryStore::new());
    let guard = guard.handler_timeout(Duration::from_millis(50));
    guard.final_status(406).build().unwrap()
}

fn guarded(handler: impl Handler) -> Router {
    let hook = Router::with_path("hook").hoop(WebhookLayer::new(verifier()));
    hook.hoop(ReplayLayer::new(guard())).goal(handler)
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
    // As documented: hoops further out find the head, and an empty depot.
    #[handler]
    async fn outer(
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        depot.insert_typed(7_u32);
        chain.call_next(request, depot, response).await;
        assert_eq!(request.uri().path(), "/hook");
        assert_eq!(request.method(), "POST");
        assert!(request.headers().contains_key("acme-signature"));
        assert!(depot.get_typed::<u32>().is_err());
    }
    for app in [guarded(panics), guarded(hangs)] {
        let app = Service::new(Router::new().hoop(outer).push(app));
        for _ in 0..2 {
            let response = answer(&app, signed("/hook", ORDER)).await;
            assert_eq!(
                response.status_code,
                Some(StatusCode::INTERNAL_SERVER_ERROR)
            );
            assert!(why(&response).contains("handler"), "{}", why(&response));
        }
    }
}

#[tokio::test]
async fn a_handler_s_status_decides() {
    #[handler]
    async fn fails() -> Result<(), StatusError> {
        Err(StatusError::forbidden())
    }
    #[handler]
    async fn given_up() -> StatusCode {
        StatusCode::NOT_ACCEPTABLE
    }
    #[handler]
    async fn silent() {}
    for (app, statuses) in [
        (guarded(fails), [403, 403]),
        (guarded(given_up), [406, 200]),
        (guarded(silent), [200, 200]),
    ] {
        let app = Service::new(app);
        for expected in statuses {
            assert_eq!(status(&app, signed("/hook", ORDER)).await, expected);
        }
    }
}

#[tokio::test]
async fn the_reservation_is_in_the_depot_and_the_exchange_comes_back() {
    #[handler]
    async fn attempts(depot: &mut Depot, response: &mut Response) {
        depot.insert_typed("handled");
        let attempt = depot.get_typed::<Reservation>().unwrap().attempt();
        response.status_code(match attempt {
            1 => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::OK,
        });
        response.render("from the handler");
    }
    #[handler]
    async fn outer(
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        depot.insert_typed(7_u32);
        chain.call_next(request, depot, response).await;
        assert_eq!(request.uri().path(), "/hook");
        let handled = depot.get_typed::<&str>().is_ok();
        response
            .add_header("handled", handled.to_string(), true)
            .unwrap();
        assert!(depot.get_typed::<u32>().is_ok_and(|seven| *seven == 7));
    }
    let app = Service::new(Router::new().hoop(outer).push(guarded(attempts)));
    for (expected, handled, said) in [
        (500, "true", "from the handler"),
        (200, "true", "from the handler"),
        (200, "false", ""),
    ] {
        let answer = answer(&app, signed("/hook", ORDER)).await;
        assert_eq!(answer.status_code.unwrap().as_u16(), expected);
        assert_eq!(answer.headers()["handled"], handled);
        assert_eq!(text(answer).await, said);
    }
}

#[tokio::test]
async fn i16_a_handler_goes_on_when_its_client_has_gone() {
    #[handler]
    async fn waits(depot: &mut Depot) -> StatusCode {
        let gate = depot.get_typed::<Arc<Semaphore>>().unwrap();
        gate.acquire().await.unwrap().forget();
        StatusCode::NO_CONTENT
    }
    let guard = ReplayGuard::new("hooks", MemoryStore::new()).unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let app = Router::with_path("hook")
        .hoop(Put(Arc::clone(&gate)))
        .hoop(WebhookLayer::new(verifier()))
        .hoop(ReplayLayer::new(guard.clone()))
        .goal(waits);
    let app = Service::new(app);
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
    async fn on_order(_event: Webhook<serde_json::Value>) {}
    #[handler]
    async fn never() {
        panic!("nothing was reserved")
    }
    let open = Router::with_path("open").hoop(ReplayLayer::new(guard()));
    // As documented: a tuple would go on without the reservation.
    let tuple = Router::with_path("tuple").hoop(WebhookLayer::new(verifier()));
    let app = Router::new()
        .push(open.goal(on_order))
        .push(tuple.goal((ReplayLayer::new(guard()), never)));
    let app = Service::new(app);
    for (request, advice) in [
        (signed("/open", ORDER), "`WebhookLayer`"),
        (unsigned("/open"), "`WebhookLayer`"),
        (signed("/tuple", ORDER), "tuple"),
    ] {
        let refused = answer(&app, request).await;
        assert_eq!(refused.status_code, Some(StatusCode::INTERNAL_SERVER_ERROR));
        assert!(why(&refused).contains(advice), "{}", why(&refused));
    }
}
