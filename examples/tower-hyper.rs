//! No web framework: hyper serves a tower service behind `WebhookLayer`.
//!
//! Run it: `cargo run --example tower-hyper`, with `PORT=8080` before it for another
//! port.
//!
//! Then paste the commands that it prints: a signed delivery is answered with 204, the
//! same with another body with 401, and the log says why. Press Ctrl-C while a delivery
//! is being answered: it is still answered.

use std::convert::Infallible;
use std::env;
use std::time::Duration;

use bytes::Bytes;
use hookseal::providers::STANDARD_WEBHOOKS;
use hookseal::tower::{WebhookLayer, refusal};
use hookseal::{Rejection, Secret, VerifiedBody, Verifier};
use hookseal_examples::{BoxError, demo, serve, try_it};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::{ServiceBuilder, service_fn};

#[derive(Deserialize)]
struct User {
    id: u64,
}

#[derive(Deserialize)]
struct Event {
    data: User,
}

async fn on_event(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(answer(&request).unwrap_or_else(refusal))
}

fn answer(request: &Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Rejection> {
    let verified = request.extensions().get::<VerifiedBody>().cloned();
    // The layer puts it there: without it this answers 500 instead of trusting anyone.
    let verified = verified.ok_or_else(|| Rejection::no_verifier("add the `WebhookLayer`"))?;
    let event = verified.decode_or_reject::<Event>()?;
    println!(
        "{} is about user {}",
        event.provider(),
        event.payload().data.id
    );

    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    // Your app has no fallback: `env::var("STANDARD_WEBHOOKS_SECRET")?`.
    let secret = env::var("STANDARD_WEBHOOKS_SECRET")
        .unwrap_or_else(|_| demo::STANDARD_WEBHOOKS_SECRET.into());
    let verifier = Verifier::builder(STANDARD_WEBHOOKS)
        .key(Secret::new(secret)?)
        .build()?;
    // hyper's `Incoming` cannot be made from bytes, so the body goes on as `Full<Bytes>`.
    let service = ServiceBuilder::new()
        .layer(WebhookLayer::new(verifier).full_body())
        .service(service_fn(on_event));

    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    println!(
        "{}",
        try_it::what_to_try(address, &demo::STANDARD_WEBHOOKS)?
    );

    let mut http = http1::Builder::new();
    // hookseal bounds the time for the body; the head is the server's to bound.
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(10));
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let stream = tokio::select! {
            biased; // the signal is listened for before anything is answered
            stopped = &mut stop => break stopped?,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, for one: a pause lets others be closed.
                    eprintln!("a connection could not be accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let service = TowerToHyperService::new(service.clone());
        let connection = connections.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                eprintln!("a connection ended early: {error}");
            }
        });
    }

    drop(listener);
    tokio::select! {
        () = connections.shutdown() => println!("all deliveries are answered"),
        () = tokio::time::sleep(Duration::from_secs(10)) => println!("some took too long"),
    }
    Ok(())
}
