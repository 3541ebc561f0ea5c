//! A poem app that gained one middleware. The lines marked `// +` are all that was added,
//! beside the dependency on hookseal; the handler still takes `Json`, since the middleware
//! passes on the very bytes it verified.
//!
//! Run it: `cargo run --example poem`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why.
//!
//! A handler that takes `hookseal::poem::Webhook<Message>` in place of `Json<Message>` also
//! learns the event's id, type and exact bytes, and refuses to run should someone take the
//! middleware away.

use hookseal::{Verifier, poem::WebhookLayer, providers::SENDSAR}; // +
use hookseal_examples::{BoxError, demo, serve, try_it};
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::middleware::Tracing;
use poem::web::Json;
use poem::{EndpointExt, Route, Server, get, handler, post};
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
}

#[handler]
fn on_message(Json(message): Json<Message>) -> StatusCode {
    println!("a message: {}", message.kind);
    StatusCode::NO_CONTENT
}

#[handler]
fn health() -> &'static str {
    "well"
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("SENDSAR_WEBHOOK_SECRET")?)?`.
    let secret = demo::secret("SENDSAR_WEBHOOK_SECRET", demo::SENDSAR_SECRET)?; // +
    let verifier = Verifier::new(SENDSAR, secret)?; // +
    let hooks = Route::new().at("/sendsar", post(on_message));
    let hooks = hooks.with(WebhookLayer::new(verifier)); // + around all of them
    let app = Route::new()
        .nest("/hooks", hooks)
        .at("/health", get(health))
        .with(Tracing);

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    println!("{}", try_it::what_to_try(address, &demo::SENDSAR)?);
    let acceptor = TcpAcceptor::from_tokio(listener)?;
    Ok(Server::new_with_acceptor(acceptor).run(app).await?)
}
