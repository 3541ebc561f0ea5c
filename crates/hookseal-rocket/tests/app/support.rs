//! A sender, and requests as its server makes them.

use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use rocket::fairing::AdHoc;
use rocket::http::{Header, Method};
use rocket::local::blocking::{Client, LocalRequest};
use rocket::{Build, Config, Rocket};

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

pub(crate) const SECRET: &str = "6f1d9a52c3e84b70a1f5";
pub(crate) const OTHER_SECRET: &str = "0b8e4a6d2f7c41938e5a";
pub(crate) const ORDER: &str = "{\"order\":7}";
pub(crate) const PROBLEM: &str = "application/problem+json";

pub(crate) fn verifier() -> Verifier {
    verifier_by(SECRET)
}

pub(crate) fn verifier_by(secret: &str) -> Verifier {
    Verifier::new(ACME, Secret::new(secret).unwrap()).unwrap()
}

/// The header by which a body is signed.
pub(crate) fn signature(secret: &str, body: &str) -> (String, String) {
    let signer = Signer::new(ACME, Secret::new(secret).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(body)).unwrap();
    let mut headers = delivery.headers();
    let (name, value) = headers.next().unwrap();
    (name.to_owned(), value.to_owned())
}

pub(crate) fn rocket() -> Rocket<Build> {
    rocket::custom(Config {
        log_level: rocket::config::LogLevel::Off,
        ..Config::debug_default()
    })
}

pub(crate) fn client(rocket: Rocket<Build>) -> Client {
    // What fairings learn of refusals, for the tests.
    let telling = AdHoc::on_response("tell", |request, response| {
        if let Some(rejection) = hookseal_rocket::refusal(request) {
            response.set_header(Header::new("refused", rejection.to_string()));
        }
        Box::pin(async {})
    });
    Client::untracked(rocket.attach(telling)).unwrap()
}

/// A delivery of [`ORDER`], signed by this secret.
pub(crate) fn signed<'c>(client: &'c Client, path: &str, secret: &str) -> LocalRequest<'c> {
    let (name, value) = signature(secret, ORDER);
    let request = client.req(Method::Post, path.to_owned());
    request.header(Header::new(name, value)).body(ORDER)
}

/// The status of an answer, its media type, and why the request was refused.
pub(crate) fn answer(request: LocalRequest<'_>) -> (u16, String, String) {
    let response = request.dispatch();
    let header = |name| {
        response
            .headers()
            .get_one(name)
            .unwrap_or_default()
            .to_owned()
    };
    (
        response.status().code,
        header("content-type"),
        header("refused"),
    )
}
