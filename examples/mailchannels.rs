//! MailChannels: batches signed by RFC 9421, whose keys are fetched by their ids.
//!
//! Run it: `cargo run --example mailchannels`. It starts a server of keys in
//! MailChannels' place and an app that receives batches, sends the app genuine and forged
//! deliveries, prints what became of each and how often a key was fetched, and exits with an
//! error if anything is not as expected.
//!
//! An app of your own asks MailChannels itself: in place of the local server's address it
//! has `hookseal::providers::MAILCHANNELS_KEYS`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hookseal::axum::{Webhook, WebhookLayer};
use hookseal::httpsig::MessageSigner;
use hookseal::providers::{MailChannelsEvent, mailchannels};
use hookseal::remote_keys::RemoteKeys;
use hookseal::signing::{Delivery, PrivateKey, SignedDelivery};
use hookseal::time::{Clock as _, SystemClock};
use hookseal::{ConfigError, Verifier};
use hookseal_examples::{BoxError, client};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

const PATH: &str = "/hooks/mailchannels";

/// Answers with what happened, to show that the handler ran.
async fn on_batch(Webhook(batch): Webhook<Vec<MailChannelsEvent>>) -> String {
    let kinds: Vec<&str> = batch
        .payload()
        .iter()
        .map(|event| event.kind.name())
        .collect();
    format!("accepted: {}", kinds.join(", "))
}

fn app(keys: RemoteKeys) -> Result<Router, ConfigError> {
    let verifier = Verifier::builder(mailchannels())
        .resolver(keys)
        .body_limit(4 * 1024 * 1024) // a batch has up to 1,000 events
        .build()?;
    Ok(Router::new()
        .route(PATH, post(on_batch))
        .route_layer(WebhookLayer::new(verifier)))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let fetched = Arc::new(AtomicUsize::new(0));
    let key_server = Router::new()
        .route("/public-key", get(public_key))
        .with_state(Arc::clone(&fetched));
    let key_server = serve(key_server).await?;

    let keys = RemoteKeys::by_id(&format!("http://{key_server}/public-key"))?;
    let server = serve(app(keys)?).await?;

    let genuine = sign(KEY_ID, MAILCHANNELS_SEED, BATCH)?;
    let later = sign(KEY_ID, MAILCHANNELS_SEED, "[]")?;
    let impostor = sign(KEY_ID, STRANGERS_SEED, BATCH)?;
    let stranger = sign("stranger", STRANGERS_SEED, BATCH)?;
    let forged = r#"[{"event":"delivered","customer_handle":"mallory","timestamp":1}]"#;
    let accepted = "200 accepted: delivered, click, hard-bounced";

    let mut table = Table {
        server,
        fetched,
        failed: 0,
    };
    println!("{:<40} {:<46} keys fetched", "delivery", "answer");
    table.row("genuine", &genuine, None, accepted, 1).await?;
    table
        .row(
            "genuine, its key is kept",
            &later,
            None,
            "200 accepted: ",
            1,
        )
        .await?;
    table
        .row("another body", &genuine, Some(forged), "401", 1)
        .await?;
    table
        .row("another's signature", &impostor, None, "401", 1)
        .await?;
    table
        .row("an unknown key id", &stranger, None, "401", 2)
        .await?;
    table
        .row("the same, remembered", &stranger, None, "401", 2)
        .await?;
    table
        .row("genuine, once more", &genuine, None, accepted, 2)
        .await?;

    if table.failed > 0 {
        return Err(format!("{} not as expected", table.failed).into());
    }
    println!("\nall as expected");
    Ok(())
}

/// Sends deliveries and prints what becomes of them.
struct Table {
    server: SocketAddr,
    fetched: Arc<AtomicUsize>,
    failed: usize,
}

impl Table {
    /// Delivers, with another body in the signed one's place if there is one.
    async fn row(
        &mut self,
        name: &str,
        delivery: &SignedDelivery,
        other_body: Option<&'static str>,
        expected: &str,
        expected_fetched: usize,
    ) -> Result<(), BoxError> {
        let mut request = client::request(PATH, delivery)?;
        if let Some(other) = other_body {
            *request.body_mut() = client::whole(other);
        }
        let answer = client::send(self.server, request).await?;
        let shown = match answer.status {
            StatusCode::OK => format!("200 {}", String::from_utf8_lossy(&answer.body)),
            refused => refused.as_u16().to_string(),
        };
        let fetched = self.fetched.load(Ordering::Relaxed);
        let good = shown == expected && fetched == expected_fetched;
        let verdict = if good { "" } else { "  NOT EXPECTED" };
        println!("{name:<40} {shown:<46} {fetched}{verdict}");
        self.failed = self.failed.saturating_add(usize::from(!good));
        Ok(())
    }
}

// What follows plays MailChannels.

const KEY_ID: &str = "mckey";
const MAILCHANNELS_SEED: [u8; 32] = [23; 32];
/// The public half of `MAILCHANNELS_SEED`.
const MAILCHANNELS_KEY: &str = "MCowBQYDK2VwAyEAMd6+VdN8cidosTcTHKpghwgLLgtguUvXhdFFdc+kmLw=";
const STRANGERS_SEED: [u8; 32] = [24; 32];

const BATCH: &str = r#"[
  {"event":"delivered","customer_handle":"acme","timestamp":1700000000,
   "email":"news@example.com","recipients":["ada@example.com"]},
  {"event":"click","customer_handle":"acme","timestamp":1700000060,
   "url":"https://example.com/offer","user_agent":"Mozilla/5.0","ip":"203.0.113.7"},
  {"event":"hard-bounced","customer_handle":"acme","timestamp":1700000090,
   "recipients":["nobody@example.com"],"status":"5.1.1","reason":"no such user"}
]"#;

#[derive(Deserialize)]
struct Asked {
    id: String,
}

#[derive(Serialize)]
struct Found {
    id: String,
    key: &'static str,
}

async fn public_key(
    State(fetched): State<Arc<AtomicUsize>>,
    Query(Asked { id }): Query<Asked>,
) -> impl IntoResponse {
    fetched.fetch_add(1, Ordering::Relaxed);
    if id != KEY_ID {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(Json(Found {
        id,
        key: MAILCHANNELS_KEY,
    }))
}

fn sign(key_id: &str, seed: [u8; 32], batch: &str) -> Result<SignedDelivery, BoxError> {
    let now = SystemClock.now();
    let signer = MessageSigner::new("mailchannels", PrivateKey::from_seed(&seed)?)?
        .label(format!("sig_{now}"))
        .key_id(key_id);
    Ok(signer.sign(&Delivery::new(batch).target(PATH).timestamp(now))?)
}

async fn serve(app: Router) -> Result<SocketAddr, BoxError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}
