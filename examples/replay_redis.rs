//! Each delivery handled once over any number of processes and machines: the replay guard
//! with its store in Redis, in an actix-web app.
//!
//! Start a Redis, such as by
//!
//! ```console
//! $ redis-server --appendonly yes
//! ```
//!
//! and run it: `cargo run --example replay_redis`. `REDIS_URL` says where the server is, if
//! not at `redis://127.0.0.1:6379/`. The example plays Stripe, which delivers everything
//! more than once, and exits with an error if anything is handled twice or not at all.

use std::env;

use actix_web::{App, HttpResponse, HttpServer, web};
use hookseal::actix::{ReplayLayer, Webhook, WebhookLayer};
use hookseal::providers::STRIPE;
use hookseal::redis::RedisStore;
use hookseal::replay::{ReplayGuard, Reservation};
use hookseal::{Secret, Verifier};
use hookseal_examples::play::{self, Invoice};
use hookseal_examples::{BoxError, demo};

async fn on_invoice(
    reservation: web::ReqData<Reservation>,
    Webhook(event): Webhook<Invoice>,
) -> HttpResponse {
    // An earlier run may have done part of its work.
    if event.payload().is_unlucky() && !reservation.is_repeated() {
        return HttpResponse::InternalServerError().finish();
    }
    println!("  handled, attempt {}", reservation.attempt());
    HttpResponse::NoContent().finish()
}

#[actix_web::main]
async fn main() -> Result<(), BoxError> {
    tracing_subscriber::fmt().init();
    let url = env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379/".to_owned());
    let store = RedisStore::connect(url)
        .await
        .map_err(|error| format!("{error}\nstart one by: redis-server --appendonly yes"))?;
    let guard = ReplayGuard::new("billing", store)?;
    guard.check_store().await?; // logs what could break its promise

    let verifier = Verifier::new(STRIPE, Secret::new(demo::STRIPE_SECRET)?)?;
    let server = HttpServer::new(move || {
        App::new().service(
            web::resource("/hooks/stripe")
                .wrap(ReplayLayer::new(guard.clone()))
                .wrap(WebhookLayer::new(verifier.clone())) // the last is the outer one: it verifies
                .route(web::post().to(on_invoice)),
        )
    });
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0")?;
    let address = *server.addrs().first().ok_or("no address")?;
    actix_web::rt::spawn(server.run());
    play::duplicates(address, "/hooks/stripe").await
}
