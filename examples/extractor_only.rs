//! axum without any layer: the handler's argument verifies by a verifier in the app's
//! state. The state has three of them, each with a type of its own, so that no handler
//! can take another sender's.
//!
//! Run it: `cargo run --example extractor_only`, with `PORT=8080` before it for another
//! port.
//!
//! Then paste the commands that it prints. Try one sender's command at another's path:
//! it is refused, whatever the path says.

use std::env;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{VerifyWebhook, WebhookRejection, verifiers};
use hookseal::scheme::Scheme;
use hookseal::{Raw, Rejection, Secret, Verifier, providers};
use hookseal_examples::{BoxError, demo, serve, try_it};
use serde::Deserialize;
use tokio::net::TcpListener;

/// The app's state: what it is called, and who may deliver to it.
#[derive(Clone)]
struct App {
    name: &'static str,
    github: GitHub,
    slack: Slack,
    stripe: Stripe,
}

// The types that mark each verifier as one sender's.
verifiers! {
    App {
        github: GitHub,
        slack: Slack,
        stripe: Stripe,
    }
}

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    reference: String,
}

/// It reads the body, so it is the last argument.
async fn on_github(
    State(app): State<App>,
    VerifyWebhook(event): VerifyWebhook<Push, GitHub>,
) -> StatusCode {
    println!("{}: push to {}", app.name, event.payload().reference);
    StatusCode::NO_CONTENT
}

/// The bytes as they are, for handlers that decode for themselves.
async fn on_slack(VerifyWebhook(event): VerifyWebhook<Raw, Slack>) -> StatusCode {
    println!("{} bytes from Slack", event.bytes().len());
    StatusCode::NO_CONTENT
}

/// As a `Result` the handler can look at the refusal. What it returns is still what the
/// sender gets, so a refusal has to be returned.
async fn on_stripe(
    event: Result<VerifyWebhook<serde_json::Value, Stripe>, WebhookRejection>,
) -> Result<StatusCode, WebhookRejection> {
    let VerifyWebhook(event) = event.inspect_err(|why| match why {
        WebhookRejection::Refused(Rejection::Stale { age_secs, .. }) => {
            println!("Stripe is {age_secs} s late");
        }
        WebhookRejection::Refused(other) => println!("Stripe was refused: {}", other.code()),
        WebhookRejection::Handshake(_) => println!("Stripe tests this endpoint"),
    })?;
    match event.kind() {
        Some(kind) => println!("Stripe says {kind}"),
        None => println!("Stripe says nothing"),
    }
    Ok(StatusCode::NO_CONTENT)
}

fn app(state: App) -> Router {
    Router::new()
        .route("/hooks/github", post(on_github))
        .route("/hooks/slack", post(on_slack))
        .route("/hooks/stripe", post(on_stripe))
        .with_state(state)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    let state = App {
        name: "extractor_only",
        github: GitHub::from(verifier(
            providers::GITHUB,
            "GITHUB_WEBHOOK_SECRET",
            demo::GITHUB_SECRET,
        )?),
        slack: Slack::from(verifier(
            providers::SLACK,
            "SLACK_SIGNING_SECRET",
            demo::SLACK_SECRET,
        )?),
        stripe: Stripe::from(verifier(
            providers::STRIPE,
            "STRIPE_WEBHOOK_SECRET",
            demo::STRIPE_SECRET,
        )?),
    };

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    for sender in [demo::GITHUB, demo::SLACK, demo::STRIPE] {
        println!("{}", try_it::what_to_try(address, &sender)?);
    }
    Ok(axum::serve(listener, app(state)).await?)
}

/// Your app has no fallback: `env::var(variable)?`.
fn verifier(scheme: Scheme, variable: &str, fallback: &str) -> Result<Verifier, BoxError> {
    let secret = env::var(variable).unwrap_or_else(|_| fallback.to_owned());
    // Says which secret is wrong; the error itself never shows it.
    let secret = Secret::new(secret).map_err(|error| format!("{variable}: {error}"))?;
    Ok(Verifier::builder(scheme)
        .key(secret)
        .build()
        .map_err(|error| format!("{variable}: {error}"))?)
}
