//! An axum app that gained one layer. The lines marked `// +` are all that was added,
//! beside the dependency on hookseal; the handler still takes `Json`, since the layer
//! passes on the very bytes it verified.
//!
//! Run it: `cargo run --example axum`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why. `curl -i -X POST
//! http://127.0.0.1:3000/hooks/github` has no signature at all and gets the same 401.
//!
//! A handler that takes `hookseal::axum::Webhook<Push>` in place of `Json<Push>` also
//! learns the event's id, type and exact bytes, and refuses to run should someone take
//! the layer away: the quickstart's handlers do.

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hookseal::{Verifier, axum::WebhookLayer, providers::GITHUB}; // +
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

async fn on_push(Json(push): Json<Push>) -> StatusCode {
    println!("a push to {}", push.repository.full_name);
    StatusCode::NO_CONTENT
}

async fn health() -> &'static str {
    "well"
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("GITHUB_WEBHOOK_SECRET")?)?`.
    let secret = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?; // +
    let verifier = Verifier::new(GITHUB, secret)?; // +
    let app = Router::new()
        .route("/hooks/github", post(on_push))
        .route_layer(WebhookLayer::new(verifier)) // + for the routes above it
        .route("/health", get(health));

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    println!("{}", try_it::what_to_try(address, &demo::GITHUB)?);
    Ok(axum::serve(listener, app).await?)
}
