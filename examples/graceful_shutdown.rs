//! Stopping in good order: no handler is cut off, not even one whose client has gone.
//!
//! Run it: `cargo run --example graceful_shutdown`, with `PORT=8080` before it for another
//! port.
//!
//! Then paste the first command that it prints and stop it at once by Ctrl-C: the sender has
//! gone, as senders go that do not wait long enough. The handler, which takes three seconds,
//! goes on by itself. Stop the server, too, by Ctrl-C (or SIGTERM): it ends when the handler
//! has ended.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use hookseal::axum::{ReplayLayer, Webhook, WebhookLayer};
use hookseal::providers::GITHUB;
use hookseal::replay::{MemoryStore, ReplayGuard};
use hookseal::{Raw, Verifier};
use hookseal_examples::{BoxError, demo, serve, try_it};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

async fn on_push(Webhook(event): Webhook<Raw>) -> StatusCode {
    println!("a push of {} bytes is being handled", event.bytes().len());
    sleep(Duration::from_secs(3)).await;
    println!("it has been handled");
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    serve::log_refusals();
    let secret = demo::secret("GITHUB_WEBHOOK_SECRET", demo::GITHUB_SECRET)?;
    let verifier = Verifier::new(GITHUB, secret)?;
    let guard = ReplayGuard::new("pushes", MemoryStore::new())?;
    let app = Router::new()
        .route("/hooks/github", post(on_push))
        .route_layer(ReplayLayer::new(guard.clone()))
        .route_layer(WebhookLayer::new(verifier)); // the last is the outer one: it verifies

    let stop = stopped()?;
    let listener = TcpListener::bind(serve::address()?).await?;
    let address = listener.local_addr()?;
    println!("{}", try_it::what_to_try(address, &demo::GITHUB)?);

    // The server waits for the requests that it knows of …
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;
    // … and the guard for handlers whose clients have gone.
    match timeout(Duration::from_secs(20), guard.drained()).await {
        Ok(()) => println!("every handler has ended"),
        Err(_) => println!("{} handlers are cut off", guard.runs()),
    }
    Ok(())
}

/// Ready when the process is asked to stop. The signals are listened for from the start.
fn stopped() -> Result<impl Future<Output = ()> + Send + 'static, BoxError> {
    #[cfg(unix)]
    let mut terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())?
    };
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminated.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
    })
}
