//! An ntex app that gained one middleware. The lines marked `// +` are all that was added, beside
//! the dependency on hookseal; the handler still takes `Json`, since the middleware passes on the
//! very bytes it verified.
//!
//! Run it: `cargo run --example ntex`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the same with
//! another body with 401, and the log says why.
//!
//! A handler that takes `hookseal::ntex::Webhook<Order>` in place of `Json<Order>` also learns the
//! event's id, type and exact bytes, refuses to run should someone take the middleware away, and
//! takes orders of more than ntex's 32 KiB.

use std::net::TcpListener;

use hookseal::{Verifier, ntex::WebhookLayer, providers::SHOPIFY}; // +
use hookseal_examples::{BoxError, demo, serve, try_it};
use ntex::web::types::Json;
use ntex::web::{self, App, HttpResponse, HttpServer};
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    id: u64,
    total_price: String,
}

async fn on_order(order: Json<Order>) -> HttpResponse {
    println!("order {} for {}", order.id, order.total_price);
    HttpResponse::NoContent().finish()
}

async fn health() -> &'static str {
    "well"
}

#[ntex::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("SHOPIFY_CLIENT_SECRET")?)?`.
    let secret = demo::secret("SHOPIFY_CLIENT_SECRET", demo::SHOPIFY_SECRET)?; // +
    let verifier = Verifier::new(SHOPIFY, secret)?; // +

    let listener = TcpListener::bind(serve::address()?)?;
    println!(
        "{}",
        try_it::what_to_try(listener.local_addr()?, &demo::SHOPIFY)?
    );
    let server = HttpServer::new(async move || {
        App::new().route("/health", web::get().to(health)).service(
            web::resource("/hooks/shopify")
                .middleware(WebhookLayer::new(verifier.clone())) // +
                .route(web::post().to(on_order)),
        )
    });
    Ok(server.listen(listener)?.run().await?)
}
