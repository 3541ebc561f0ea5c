//! Handlers inside the replay guard: which answers count.

use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hookseal_core::Raw;
use hookseal_replay::{MemoryStore, ReplayGuard};
use hookseal_rocket::{Guarded, ReplayLayer, VerifyWebhook, Webhook, WebhookFairing, WebhookLayer};
use rocket::http::Status;
use rocket::local::blocking::Client;
use rocket::{Route, post, routes};

use crate::support::{PROBLEM, SECRET, answer, client, rocket, signed, verifier};

fn guard() -> ReplayGuard {
    let guard = ReplayGuard::builder("hooks", MemoryStore::new());
    let guard = guard.handler_timeout(Duration::from_millis(50));
    guard.final_status(406).build().unwrap()
}

fn guarded(routes: Vec<Route>) -> Client {
    let once = ReplayLayer::new(guard()).around(routes);
    client(rocket().mount("/", WebhookLayer::new(verifier()).around(once)))
}

#[test]
fn i16_a_handler_that_panics_or_hangs_is_answered_and_releases() {
    #[post("/panics", data = "<_event>")]
    async fn panics(_event: Webhook<Raw>) {
        panic!("a handler of little care")
    }
    #[post("/hangs", data = "<_event>")]
    async fn hangs(_event: Webhook<Raw>) {
        pending::<()>().await;
    }
    let client = guarded(routes![panics, hangs]);
    for path in ["/panics", "/hangs"] {
        for _ in 0..2 {
            let (status, kind, why) = answer(signed(&client, path, SECRET));
            assert_eq!((status, kind.as_str()), (500, PROBLEM));
            assert!(why.contains("handler"), "{why}");
        }
    }
}

#[test]
fn a_handler_s_status_decides() {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    /// 503, then a catcher's 404, then a final status.
    #[post("/", data = "<_event>")]
    fn tries(guarded: Guarded<'_>, _event: Webhook<Raw>) -> (Status, String) {
        RUNS.fetch_add(1, Ordering::Relaxed);
        let attempt = guarded.reservation().unwrap().attempt();
        let status = match attempt {
            1 => Status::ServiceUnavailable,
            2 => Status::NotFound,
            _ => Status::NotAcceptable,
        };
        (status, attempt.to_string())
    }
    let client = guarded(routes![tries]);
    for status in [503, 404, 406, 200, 200] {
        assert_eq!(answer(signed(&client, "/", SECRET)).0, status);
    }
    assert_eq!(RUNS.load(Ordering::Relaxed), 3);
}

#[test]
fn without_a_layer_around_it_nothing_gets_through() {
    #[post("/webhook", data = "<_event>")]
    fn webhook(_event: Webhook<Raw>) {}
    #[post("/own", data = "<_event>")]
    fn own(_event: VerifyWebhook<Raw>) {}
    #[post("/other", data = "<_body>")]
    fn other(_body: String) {}
    let once = ReplayLayer::new(guard());
    let inverse = once.around(WebhookLayer::new(verifier()).around(routes![webhook]));
    let client = client(
        rocket()
            .attach(WebhookFairing::new(verifier()))
            .mount("/inverse", inverse)
            .mount("/", once.around(routes![webhook, own, other])),
    );
    for path in ["/webhook", "/own", "/other", "/inverse/webhook"] {
        let (status, kind, why) = answer(signed(&client, path, SECRET));
        assert_eq!((status, kind.as_str()), (500, PROBLEM), "{path}");
        assert!(why.contains("ReplayLayer"), "{path}: {why}");
    }
}

#[test]
fn outside_of_the_layer_there_is_no_reservation() {
    #[post("/", data = "<_event>")]
    fn free(guarded: Guarded<'_>, _event: Webhook<Raw>) -> String {
        format!("{guarded:?}")
    }
    let hooks = WebhookLayer::new(verifier()).around(routes![free]);
    let client = client(rocket().mount("/", hooks));
    let response = signed(&client, "/", SECRET).dispatch();
    assert_eq!(response.into_string().unwrap(), "Guarded(None)");
}
