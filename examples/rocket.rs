//! A Rocket app with a layer around the routes of each sender. Rocket gives the body of a request
//! to one data guard, so the handlers take `Webhook` in place of `Json`.
//!
//! Run it: `cargo run --example rocket`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why.

#![allow(clippy::needless_pass_by_value)] // data guards

use std::net::SocketAddr;

use hookseal::Verifier;
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::rocket::{Webhook, WebhookLayer};
use hookseal_examples::{BoxError, demo, serve, try_it};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::response::status::NoContent;
use rocket::{get, post, routes};
use serde::Deserialize;

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    branch: String,
}

#[post("/github", data = "<event>")]
fn on_push(event: Webhook<Push>) -> NoContent {
    println!("a push to {}", event.payload().branch);
    NoContent
}

#[derive(Deserialize)]
struct Invoice {
    #[serde(rename = "type")]
    kind: String,
}

#[post("/stripe", data = "<event>")]
fn on_invoice(event: Webhook<Invoice>) -> NoContent {
    println!("an invoice: {}", event.payload().kind);
    NoContent
}

#[get("/health")]
fn health() -> &'static str {
    "well"
}

#[rocket::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("GITHUB_WEBHOOK_SECRET")?)?`.
    let github = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let github = WebhookLayer::new(Verifier::new(GITHUB, github)?);
    let stripe = demo::secret("STRIPE_WEBHOOK_SECRET", demo::STRIPE_SECRET)?;
    let stripe = WebhookLayer::new(Verifier::new(STRIPE, stripe)?);

    let address = serve::address()?;
    let config = Config {
        address: address.ip(),
        port: address.port(),
        log_level: LogLevel::Critical,
        ..Config::default()
    };
    let what_to_try = AdHoc::on_liftoff("what to try", |rocket| {
        let address = SocketAddr::new(rocket.config().address, rocket.config().port);
        for sender in [demo::GITHUB, demo::STRIPE] {
            match try_it::what_to_try(address, &sender) {
                Ok(text) => println!("{text}"),
                Err(error) => eprintln!("{error}"),
            }
        }
        Box::pin(async {})
    });
    rocket::custom(config)
        .mount("/hooks", github.around(routes![on_push]))
        .mount("/hooks", stripe.around(routes![on_invoice]))
        .mount("/", routes![health])
        .attach(what_to_try)
        .launch()
        .await?;
    Ok(())
}
