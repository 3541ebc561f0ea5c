//! A warp app whose webhooks are verified by a filter.
//!
//! Run it: `cargo run --example warp`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the same
//! with another body with 401, and the log says why. The other sender's command is refused at
//! this one's path.

use hookseal::providers::{GITHUB, STRIPE};
use hookseal::warp::{answer_rejection, verify_webhook};
use hookseal::{VerifiedEvent, Verifier};
use hookseal_examples::{BoxError, demo, serve, try_it};
use serde::Deserialize;
use tokio::net::TcpListener;
use warp::Filter;
use warp::http::StatusCode;

#[derive(Deserialize)]
struct Push {
    repository: Repository,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

async fn on_push(event: VerifiedEvent<Push>) -> StatusCode {
    println!("a push to {}", event.payload().repository.full_name);
    StatusCode::NO_CONTENT
}

async fn on_event(event: VerifiedEvent<serde_json::Value>) -> StatusCode {
    println!("Stripe says {}", event.kind().unwrap_or("nothing"));
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallbacks: `Secret::new(std::env::var("GITHUB_WEBHOOK_SECRET")?)?`.
    let github = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let stripe = demo::secret("STRIPE_WEBHOOK_SECRET", demo::STRIPE_SECRET)?;
    let github = warp::path!("hooks" / "github")
        .and(verify_webhook(Verifier::new(GITHUB, github)?))
        .then(on_push)
        .recover(answer_rejection);
    let stripe = warp::path!("hooks" / "stripe")
        .and(verify_webhook(Verifier::new(STRIPE, stripe)?))
        .then(on_event)
        .recover(answer_rejection);
    let health = warp::path!("health").map(|| "well");

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    for sender in [demo::GITHUB, demo::STRIPE] {
        println!("{}", try_it::what_to_try(address, &sender)?);
    }
    let app = github.or(stripe).or(health);
    warp::serve(app).incoming(listener).run().await;
    Ok(())
}
