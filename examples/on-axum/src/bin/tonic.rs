//! tonic: gRPC services and webhooks on one port, over HTTP/2 and HTTP/1.1.
//!
//! Run it: `cargo run --manifest-path examples/on-axum/Cargo.toml --bin tonic`, and paste the
//! commands that it prints.

use std::error::Error;

use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookRouter};
use hookseal_examples_on_axum::{github, what_to_try};
use serde::Deserialize;
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic_health::server::health_reporter;

#[derive(Deserialize)]
struct Push {
    #[serde(rename = "ref")]
    branch: String,
}

async fn on_push(Webhook(event): Webhook<Push>) -> StatusCode {
    println!("a push to {}", event.payload().branch);
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let hooks = WebhookRouter::new(github()?).route("/github", post(on_push));
    // Any gRPC service; the one of health checks comes without a `.proto` of one's own.
    let (_reporter, health) = health_reporter();
    let app = Routes::new(health)
        .into_axum_router()
        .nest("/hooks", hooks.into_router());

    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    let address = listener.local_addr()?;
    println!("{}", what_to_try(&format!("http://{address}/hooks/github")));
    Ok(axum::serve(listener, app).await?)
}
