//! An AWS Lambda function that takes GitHub's pushes, and a gateway that stands in for a
//! function URL, so that it can be tried without AWS.
//!
//! Run it: `cargo run --example lambda`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the same
//! with another body with 401, and the log says why. In Lambda (`cargo lambda build`) the same
//! program serves events, with the secret in `GITHUB_WEBHOOK_SECRET`.

mod gateway;

use std::env;

use hookseal::Verifier;
use hookseal::lambda::{Webhook, WebhookLayer, webhook_fn};
use hookseal::providers::GITHUB;
use hookseal_examples::{BoxError, demo, serve, try_it};
use lambda_http::{Body, Error, Response};
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::ServiceBuilder;

#[derive(Deserialize)]
struct Push {
    repository: Repository,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

async fn on_push(Webhook(event): Webhook<Push>) -> Result<Response<Body>, Error> {
    println!("a push to {}", event.payload().repository.full_name);
    Ok(Response::builder().status(204).body(Body::Empty)?)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your function has no fallback: `Secret::new(std::env::var("GITHUB_WEBHOOK_SECRET")?)?`.
    let secret = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let function = ServiceBuilder::new()
        .layer(WebhookLayer::new(Verifier::new(GITHUB, secret)?))
        .service(webhook_fn(on_push));
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return lambda_http::run(function).await;
    }

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    println!("{}", try_it::what_to_try(address, &demo::GITHUB)?);
    gateway::serve(listener, function).await
}
