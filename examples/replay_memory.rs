//! Each delivery handled once, in one process: the replay guard with its store in memory.
//!
//! Run it: `cargo run --example replay_memory`. It starts a server, plays Stripe, which
//! delivers everything more than once, and exits with an error if anything is handled
//! twice or not at all.
//!
//! A restart forgets what was in memory. Where that matters, or where several processes
//! share the work: see `replay_redis` and `replay_postgres`.

use axum::http::StatusCode;
use axum::routing::post;
use axum::{Extension, Router};
use hookseal::axum::{ReplayLayer, Webhook, WebhookLayer};
use hookseal::providers::STRIPE;
use hookseal::replay::{MemoryStore, ReplayGuard, Reservation};
use hookseal::{Secret, Verifier};
use hookseal_examples::play::{self, Invoice};
use hookseal_examples::{BoxError, demo};
use tokio::net::TcpListener;

async fn on_invoice(
    Extension(reservation): Extension<Reservation>,
    Webhook(event): Webhook<Invoice>,
) -> StatusCode {
    // An earlier run may have done part of its work.
    if event.payload().is_unlucky() && !reservation.is_repeated() {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    println!("  handled, attempt {}", reservation.attempt());
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let verifier = Verifier::new(STRIPE, Secret::new(demo::STRIPE_SECRET)?)?;
    let guard = ReplayGuard::new("billing", MemoryStore::new())?;
    let app = Router::new()
        .route("/hooks/stripe", post(on_invoice))
        .route_layer(ReplayLayer::new(guard))
        .route_layer(WebhookLayer::new(verifier)); // the last is the outer one: it verifies

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    play::duplicates(address, "/hooks/stripe").await
}
