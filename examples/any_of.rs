//! One URL that several senders call.
//!
//! Run it: `cargo run --example any_of`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: deliveries of both senders are answered with 204, the
//! same with another body with 401, and the log says why.

use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookRouter};
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::{Raw, Verifier};
use hookseal_examples::{BoxError, demo, serve, try_it};
use tokio::net::TcpListener;

async fn on_event(Webhook(event): Webhook<Raw>) -> StatusCode {
    let kind = event.kind().unwrap_or("an event");
    println!("{} sends {kind}", event.provider());
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallbacks: `Secret::from_env("GITHUB_WEBHOOK_SECRET")?`.
    let github = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let stripe = demo::secret("STRIPE_WEBHOOK_SECRET", demo::STRIPE_SECRET)?;
    let verifier = Verifier::any_of([
        Verifier::new(GITHUB, github)?,
        Verifier::new(STRIPE, stripe)?,
    ])?;
    // Whatever the path's last part is, the headers say whose the request is.
    let app = WebhookRouter::new(verifier).route("/hooks/{any}", post(on_event));

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    for sender in [demo::GITHUB, demo::STRIPE] {
        println!("{}", try_it::what_to_try(address, &sender)?);
    }
    Ok(axum::serve(listener, app.into_router()).await?)
}
