//! An actix-web app that gained one middleware. The lines marked `// +` are all that
//! was added, beside the dependency on hookseal; the handler still takes `web::Json`,
//! since the middleware passes on the very bytes it verified.
//!
//! Run it: `cargo run --example actix`, with `PORT=8080` before it for another port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why. Paste the first one again
//! after more than five minutes: 401, since Stripe signs the time.
//!
//! A handler that takes `hookseal::actix::Webhook<Event>` in place of `web::Json<Event>`
//! also learns the event's id, type and exact bytes, and refuses to run should someone
//! take the middleware away.

use actix_web::{App, HttpResponse, HttpServer, web};
use hookseal::{Verifier, actix::WebhookLayer, providers::STRIPE}; // +
use hookseal_examples::{BoxError, demo, serve, try_it};
use serde::Deserialize;

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

async fn on_event(event: web::Json<Event>) -> HttpResponse {
    println!("{} is {}", event.id, event.kind);
    HttpResponse::NoContent().finish()
}

async fn health() -> &'static str {
    "well"
}

#[actix_web::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `Secret::new(std::env::var("STRIPE_WEBHOOK_SECRET")?)?`.
    let secret = demo::secret("STRIPE_WEBHOOK_SECRET", demo::STRIPE_SECRET)?; // +
    let verifier = Verifier::new(STRIPE, secret)?; // +

    let server = HttpServer::new(move || {
        App::new().route("/health", web::get().to(health)).service(
            web::resource("/hooks/stripe")
                .wrap(WebhookLayer::new(verifier.clone())) // +
                .route(web::post().to(on_event)),
        )
    })
    .bind(serve::address()?)?;
    for address in server.addrs() {
        println!("{}", try_it::what_to_try(address, &demo::STRIPE)?);
    }
    Ok(server.run().await?)
}
