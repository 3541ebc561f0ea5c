//! The data guard with a verifier of its own, and its fairing.

use hookseal_core::Raw;
use hookseal_rocket::{VerifyWebhook, WebhookFairing, WebhookLayer, WebhookRejection, verifiers};
use rocket::error::ErrorKind;
use rocket::local::blocking::Client;
use rocket::{Route, post, routes};

use crate::support::verifier_by;
use crate::support::{OTHER_SECRET, PROBLEM, SECRET, answer, client, rocket, signed, verifier};

verifiers!(First, Second);

#[post("/first", data = "<_event>")]
fn first(_event: VerifyWebhook<Raw, First>) -> &'static str {
    "first"
}

#[post("/second", data = "<_event>")]
fn second(_event: VerifyWebhook<Raw, Second>) -> &'static str {
    "second"
}

type Taken = Result<VerifyWebhook<Raw, First>, WebhookRejection>;

#[post("/taken", data = "<event>")]
fn taken(event: Taken) -> Result<&'static str, WebhookRejection> {
    event.map(|_| "taken")
}

fn both(routes: Vec<Route>) -> Client {
    let rocket = rocket().mount("/", routes);
    let rocket = rocket.attach(WebhookFairing::new(First::from(verifier())));
    let second = Second::from(verifier_by(OTHER_SECRET));
    client(rocket.attach(WebhookFairing::new(second)))
}

#[test]
fn a_handler_names_its_verifier() {
    let client = both(routes![first, second, taken]);
    for (path, secret, status) in [
        ("/first", SECRET, 200),
        ("/first", OTHER_SECRET, 401),
        ("/second", OTHER_SECRET, 200),
        ("/second", SECRET, 401),
        ("/taken", SECRET, 200),
        ("/taken", OTHER_SECRET, 401),
    ] {
        let (answered, kind, _) = answer(signed(&client, path, secret));
        assert_eq!(answered, status, "{path}");
        assert_eq!(kind == PROBLEM, status == 401, "{path}");
    }
}

#[test]
fn a_layer_s_verdict_is_not_enough() {
    // Nothing is signed by both.
    let client = both(WebhookLayer::new(verifier()).around(routes![first, second]));
    assert_eq!(answer(signed(&client, "/first", SECRET)).0, 200);
    assert_eq!(answer(signed(&client, "/second", SECRET)).0, 401);
    assert_eq!(answer(signed(&client, "/second", OTHER_SECRET)).0, 401);
}

#[test]
fn without_its_fairing_an_app_does_not_launch() {
    let error = Client::untracked(rocket().mount("/", routes![first])).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::SentinelAborts(_)));
}

#[test]
fn where_rocket_cannot_know_it_nothing_gets_through() {
    let hooks = WebhookLayer::new(verifier()).around(routes![taken]);
    for routes in [routes![taken], hooks] {
        // Rocket finds no guard in an alias.
        let client = client(rocket().mount("/", routes));
        let (status, kind, why) = answer(signed(&client, "/taken", SECRET));
        assert_eq!((status, kind.as_str()), (500, PROBLEM));
        assert!(why.contains("WebhookFairing"), "{why}");
    }
}

#[test]
fn two_fairings_of_one_type_do_not_launch() {
    let rocket = rocket()
        .attach(WebhookFairing::new(verifier()))
        .attach(WebhookFairing::new(verifier_by(OTHER_SECRET)));
    let error = Client::untracked(rocket).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::FailedFairings(_)));
}
