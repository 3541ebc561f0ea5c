//! A salvo app that gained one hoop. The lines marked `// +` are all that was added, beside
//! the dependency on hookseal; the handler still takes `JsonBody`, since the hoop passes on
//! the very bytes it verified.
//!
//! Run it: `cargo run --example salvo`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why.
//!
//! A handler that takes `hookseal::salvo::Webhook<Message>` in place of `JsonBody<Message>`
//! also learns the event's id, type and exact bytes, and refuses to run should someone take
//! the hoop away.

use hookseal::{Verifier, providers::SENDMESH, salvo::WebhookLayer}; // +
use hookseal_examples::{BoxError, demo, serve, try_it};
use salvo::extract::JsonBody;
use salvo::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Message {
    event: String,
}

#[handler]
async fn on_message(message: JsonBody<Message>) -> StatusCode {
    println!("a message: {}", message.event);
    StatusCode::NO_CONTENT
}

#[handler]
async fn health() -> &'static str {
    "well"
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("SENDMESH_WEBHOOK_SECRET")?)?`.
    let secret = demo::secret("SENDMESH_WEBHOOK_SECRET", demo::SENDMESH_SECRET)?; // +
    let verifier = Verifier::new(SENDMESH, secret)?; // +
    let router = Router::new()
        .push(
            Router::with_path("hooks/sendmesh")
                .hoop(WebhookLayer::new(verifier)) // +
                .post(on_message),
        )
        .push(Router::with_path("health").get(health));

    let acceptor = TcpListener::new(serve::address()?).try_bind().await?;
    let address = acceptor.local_addr()?;
    println!("{}", try_it::what_to_try(address, &demo::SENDMESH)?);
    Ok(Server::new(acceptor).try_serve(router).await?)
}
