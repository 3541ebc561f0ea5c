//! A secret is changed while deliveries arrive, and none of them is lost.
//!
//! Run it: `cargo run --example rotation`. It starts a server and a sender that
//! delivers all the time, then goes through a rotation step by step, prints which
//! deliveries were accepted by which key, and exits with an error if one that should
//! have been accepted was not.
//!
//! Try leaving out step 1: the sender changes before the server knows the new secret,
//! and the example fails.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookLayer};
use hookseal::providers::MESHES;
use hookseal::signing::Signer;
use hookseal::{ConfigError, Key, KeyRing, Raw, Secret, Verifier};
use hookseal_examples::{BoxError, client, demo};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

const OLD: &str = "demo-meshes-secret-of-2025-40f1";
const NEW: &str = "demo-meshes-secret-of-2026-b83c";

/// Answers with the label of the key that fitted.
async fn on_event(Webhook(event): Webhook<Raw>) -> impl IntoResponse {
    event.key_label().unwrap_or("?").to_owned()
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // The app keeps a clone: all clones share their keys.
    let verifier = Verifier::builder(MESHES).key(key("old", OLD)?).build()?;
    let app = Router::new()
        .route(demo::MESHES.path, post(on_event))
        .route_layer(WebhookLayer::new(verifier.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let sender = Arc::new(Sender::new(listener.local_addr()?)?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    let delivering = tokio::spawn(Arc::clone(&sender).deliver_all_the_time());

    sender.report("0. both know the old secret").await?;

    let both = KeyRing::new().with(key("new", NEW)?).with(key("old", OLD)?);
    verifier.replace_keys(both)?;
    sender.report("1. the server takes both").await?;

    sender.change_secret()?;
    sender
        .report("2. the sender signs with the new one")
        .await?;

    // When no delivery has had the label `old` for a while.
    verifier.replace_keys(key("new", NEW)?)?;
    sender
        .report("3. the server takes only the new one")
        .await?;

    // A mistake in the new keys leaves the old ones in force.
    let mistake = verifier.replace_keys(KeyRing::new());
    println!("   a ring without keys: {}", text(mistake));
    sender.report("4. nothing has changed").await?;

    let refused = sender.deliver(&signer(OLD)?).await?;
    println!("   a delivery with the old secret: {refused}");
    delivering.abort();
    if refused != "refused with 401" {
        return Err("the old secret is still accepted".into());
    }
    println!("\nthe secret was changed and no delivery was lost");
    Ok(())
}

/// A key whose label tells it apart in events and logs.
fn key(label: &str, secret: &str) -> Result<Key, ConfigError> {
    Ok(Key::from(Secret::new(secret)?).label(label))
}

fn signer(secret: &str) -> Result<Signer, ConfigError> {
    Signer::new(MESHES, Secret::new(secret)?)
}

fn text(result: Result<(), ConfigError>) -> String {
    result.map_or_else(|error| error.to_string(), |()| "accepted".to_owned())
}

/// Plays Meshes: delivers all the time and counts the answers.
struct Sender {
    server: SocketAddr,
    signer: Mutex<Arc<Signer>>,
    answers: Mutex<BTreeMap<String, usize>>,
}

impl Sender {
    fn new(server: SocketAddr) -> Result<Self, ConfigError> {
        Ok(Self {
            server,
            signer: Mutex::new(Arc::new(signer(OLD)?)),
            answers: Mutex::default(),
        })
    }

    fn change_secret(&self) -> Result<(), ConfigError> {
        let new = Arc::new(signer(NEW)?);
        *self.signer.lock().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    async fn deliver_all_the_time(self: Arc<Self>) {
        loop {
            let signer = Arc::clone(&self.signer.lock().unwrap_or_else(PoisonError::into_inner));
            let answer = self.deliver(&signer).await;
            let answer = answer.unwrap_or_else(|error| error.to_string());
            self.count(answer);
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// By which key the delivery was accepted, or with which status it was refused.
    async fn deliver(&self, signer: &Signer) -> Result<String, BoxError> {
        let delivery = signer.sign(&demo::MESHES.delivery(demo::MESHES.body.as_bytes()))?;
        let request = client::request(demo::MESHES.path, &delivery)?;
        let answer = client::send(self.server, request).await?;
        Ok(match answer.status {
            StatusCode::OK => format!(
                "accepted by key `{}`",
                String::from_utf8_lossy(&answer.body)
            ),
            refused => format!("refused with {}", refused.as_u16()),
        })
    }

    fn count(&self, answer: String) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let count = answers.entry(answer).or_default();
        *count = count.saturating_add(1);
    }

    /// Waits for some more deliveries, and prints what they were answered with.
    async fn report(&self, step: &str) -> Result<(), BoxError> {
        let answers = timeout(Duration::from_secs(10), self.next_answers()).await?;
        let counts: Vec<String> = answers
            .iter()
            .map(|(answer, count)| format!("{count} {answer}"))
            .collect();
        println!("{step:<40} {}", counts.join(", "));
        match answers
            .keys()
            .find(|answer| !answer.starts_with("accepted"))
        {
            None => Ok(()),
            Some(refused) => Err(format!("a good delivery was {refused}").into()),
        }
    }

    async fn next_answers(&self) -> BTreeMap<String, usize> {
        loop {
            {
                let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
                if answers.values().sum::<usize>() >= 40 {
                    return std::mem::take(&mut *answers);
                }
            }
            sleep(Duration::from_millis(5)).await;
        }
    }
}
