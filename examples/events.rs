//! Events by their type: an enum for GitHub's, and a handler for each of Stripe's.
//!
//! Run it: `cargo run --example events`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: signed deliveries are answered with 204, the same
//! with another body with 401, and the log says why.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{EventRouter, Webhook, WebhookRouter};
use hookseal::providers::{GITHUB, STRIPE};
use hookseal::{Raw, Verifier, WebhookEvents};
use hookseal_examples::{BoxError, demo, serve, try_it};
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Push {
    repository: Repository,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
}

#[derive(WebhookEvents)]
#[events(sender = "github", unknown = "accept")]
enum GitHubEvent {
    #[event("push")]
    Push(Push),
    #[event("pull_request", action = "opened")]
    Opened(PullRequest),
    #[event("star", "watch")]
    Liked,
}

async fn on_github(Webhook(event): Webhook<GitHubEvent>) -> StatusCode {
    match event.payload() {
        GitHubEvent::Push(push) => println!("a push to {}", push.repository.full_name),
        GitHubEvent::Opened(request) => println!("pull request {} was opened", request.number),
        GitHubEvent::Liked => println!("someone likes it"),
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Invoice {
    id: String,
}

async fn on_paid(Webhook(event): Webhook<Invoice>) -> StatusCode {
    println!("paid: {}", event.payload().id);
    StatusCode::NO_CONTENT
}

async fn on_other(Webhook(event): Webhook<Raw>) -> StatusCode {
    println!("Stripe says {}", event.kind().unwrap_or("nothing"));
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallbacks: `Secret::from_env("GITHUB_WEBHOOK_SECRET")?`.
    let github = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let stripe = demo::secret("STRIPE_WEBHOOK_SECRET", demo::STRIPE_SECRET)?;
    let of_github =
        WebhookRouter::new(Verifier::new(GITHUB, github)?).route("/github", post(on_github));
    let by_type = EventRouter::new()
        .on("invoice.paid", on_paid)
        .fallback(on_other);
    let of_stripe =
        WebhookRouter::new(Verifier::new(STRIPE, stripe)?).route("/stripe", post(by_type));
    let hooks = of_github.into_router().merge(of_stripe.into_router());
    let app = Router::new().nest("/hooks", hooks);

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    for sender in [demo::GITHUB, demo::STRIPE] {
        println!("{}", try_it::what_to_try(address, &sender)?);
    }
    Ok(axum::serve(listener, app).await?)
}
