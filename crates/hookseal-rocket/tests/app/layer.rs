//! Routes inside a layer, and outside.

use hookseal_core::{PayloadError, Raw, Rejection};
use hookseal_rocket::{Webhook, WebhookLayer, WebhookRejection};
use rocket::http::{Method, Status};
use rocket::local::blocking::Client;
use rocket::{catch, catchers, post, put, routes};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{ORDER, verifier_by};
use crate::support::{OTHER_SECRET, PROBLEM, SECRET, answer, client, rocket, signed, verifier};

#[post("/event", data = "<event>")]
fn event(event: Webhook<Raw>) -> String {
    String::from_utf8_lossy(event.bytes()).into_owned()
}

/// What a handler takes that has not read the page.
#[post("/open", data = "<body>")]
fn open(body: String) -> String {
    OPENED.fetch_add(1, Ordering::Relaxed);
    body
}

static OPENED: AtomicU32 = AtomicU32::new(0);

#[derive(serde::Deserialize)]
struct Other {
    #[allow(dead_code)]
    other: String,
}

/// It accepts payloads that it cannot read, and answers 404 to forgeries.
#[post("/result", data = "<event>")]
fn result(event: Result<Webhook<Other>, WebhookRejection>) -> Result<&'static str, Status> {
    match event {
        Ok(_) => Ok("read"),
        Err(WebhookRejection::Refused(Rejection::Payload(PayloadError::Data { .. }))) => {
            Ok("ignored")
        }
        Err(_) => Err(Status::NotFound),
    }
}

#[post("/returned", data = "<event>")]
fn returned(event: Result<Webhook<Raw>, WebhookRejection>) -> Result<String, WebhookRejection> {
    Ok(event?.bytes().len().to_string())
}

#[post("/any", data = "<_event>", rank = 2)]
fn any(_event: Webhook<Raw>) -> &'static str {
    "any"
}

#[put("/any", data = "<_event>")]
fn put(_event: Webhook<Raw>) -> &'static str {
    "put"
}

#[catch(default)]
fn caught() -> &'static str {
    CAUGHT.fetch_add(1, Ordering::Relaxed);
    "caught"
}

static CAUGHT: AtomicU32 = AtomicU32::new(0);

fn app() -> Client {
    let layer = WebhookLayer::new(verifier());
    let hooks = layer.around(routes![event, result, returned]);
    client(
        rocket()
            .mount("/hooks", hooks)
            .mount("/bare", routes![event]),
    )
}

#[test]
fn a_delivery_reaches_its_handler_and_a_forgery_is_answered_by_the_layer() {
    let client = app();
    let response = signed(&client, "/hooks/event", SECRET).dispatch();
    assert_eq!(response.into_string().unwrap(), ORDER);
    let forged = signed(&client, "/hooks/event", OTHER_SECRET);
    let refused = Rejection::SignatureMismatch.to_string();
    assert_eq!(answer(forged), (401, PROBLEM.to_owned(), refused));
}

#[test]
fn outside_of_a_layer_nothing_gets_through() {
    let client = app();
    let (status, kind, why) = answer(signed(&client, "/bare/event", SECRET));
    // Rocket's catcher answers.
    assert_eq!((status, kind.as_str()), (500, "text/html; charset=utf-8"));
    assert!(why.contains("WebhookLayer"), "{why}");
}

#[test]
fn a_handler_inside_that_takes_something_else_is_never_answered_by_its_own() {
    let hooks = WebhookLayer::new(verifier()).around(routes![open]);
    let client = client(rocket().mount("/", hooks));
    for secret in [SECRET, OTHER_SECRET] {
        let (status, kind, why) = answer(signed(&client, "/open", secret));
        assert_eq!((status, kind.as_str()), (500, PROBLEM));
        assert!(why.contains("let it take a `Webhook`"), "{why}");
    }
    // As documented: it has run.
    assert_eq!(OPENED.load(Ordering::Relaxed), 2);
}

#[test]
fn a_handler_that_takes_the_rejection_answers_by_itself() {
    let client = app();
    let ignored = signed(&client, "/hooks/result", SECRET).dispatch();
    assert_eq!(ignored.into_string().unwrap(), "ignored");
    let (status, kind, _) = answer(signed(&client, "/hooks/result", OTHER_SECRET));
    assert_eq!((status, kind.as_str()), (404, "text/html; charset=utf-8"));
    let (status, kind, _) = answer(signed(&client, "/hooks/returned", OTHER_SECRET));
    assert_eq!((status, kind.as_str()), (401, PROBLEM));
    let returned = signed(&client, "/hooks/returned", SECRET).dispatch();
    assert_eq!(returned.into_string().unwrap(), ORDER.len().to_string());
}

#[test]
fn catchers_do_not_see_what_a_layer_refuses() {
    let hooks = WebhookLayer::new(verifier()).around(routes![event]);
    let rocket = rocket().mount("/", hooks).register("/", catchers![caught]);
    let client = client(rocket);
    let (status, kind, _) = answer(signed(&client, "/event", OTHER_SECRET));
    assert_eq!((status, kind.as_str()), (401, PROBLEM));
    assert_eq!(CAUGHT.load(Ordering::Relaxed), 0);
    assert_eq!(answer(client.get("/nowhere")).0, 404);
    assert_eq!(CAUGHT.load(Ordering::Relaxed), 1);
}

#[test]
fn each_route_is_verified_by_its_own_layer() {
    let one = WebhookLayer::new(verifier()).around(routes![event]);
    let other = WebhookLayer::new(verifier_by(OTHER_SECRET)).around(routes![event]);
    let client = client(rocket().mount("/one", one).mount("/other", other));
    for (path, secret, status) in [
        ("/one/event", SECRET, 200),
        ("/one/event", OTHER_SECRET, 401),
        ("/other/event", OTHER_SECRET, 200),
        ("/other/event", SECRET, 401),
    ] {
        assert_eq!(answer(signed(&client, path, secret)).0, status, "{path}");
    }
}

#[test]
fn routes_are_added_for_other_methods_and_none_twice() {
    let layer = WebhookLayer::new(verifier());
    let layer = layer.also_by(Method::Get).also_by(Method::Put);
    let routes = layer.around(routes![event, put, any]);
    let mut by: Vec<_> = routes
        .iter()
        .map(|route| format!("{} {}", route.method, route.uri))
        .collect();
    by.sort();
    let expected = [
        "GET /any",
        "GET /any",
        "GET /event",
        "POST /any",
        "POST /event",
        "PUT /any",
        "PUT /any",
        "PUT /event",
    ];
    assert_eq!(by, expected);
    let client = client(rocket().mount("/", layer.around(routes![event])));
    let (status, kind, _) = answer(client.get("/event"));
    assert_eq!((status, kind.as_str()), (405, PROBLEM));
    assert_eq!(answer(client.patch("/event")).0, 404, "has no route");
}

#[test]
fn a_cloned_local_request_is_verified_again() {
    let client = app();
    let genuine = signed(&client, "/hooks/event", SECRET);
    assert_eq!(answer(genuine.clone()).0, 200);
    assert_eq!(answer(genuine.clone().body("{}")).0, 401);
    assert_eq!(answer(genuine).0, 200);
}

#[test]
fn rocket_s_own_limits_cut_nothing_off() {
    let client = app();
    // More than Rocket reads into a `String` by default.
    let body = "x".repeat(100_000);
    let (name, value) = crate::support::signature(SECRET, &body);
    let request = client.post("/hooks/event").body(&body);
    let response = request
        .header(rocket::http::Header::new(name, value))
        .dispatch();
    assert_eq!(response.into_string().unwrap(), body);
}

#[test]
fn a_payload_of_any_json() {
    #[post("/", data = "<event>")]
    fn json(event: Webhook<serde_json::Value>) -> String {
        event.payload().to_string()
    }
    let client = client(rocket().mount("/", WebhookLayer::new(verifier()).around(routes![json])));
    let response = signed(&client, "/", SECRET).dispatch();
    assert_eq!(response.into_string().unwrap(), ORDER);
}
