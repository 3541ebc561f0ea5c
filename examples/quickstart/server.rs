//! The app: for each sender a route, a verifier and a layer; one handler for all but
//! one of them, since this app only looks at the event's type.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::map_response_with_state;
use axum::response::Response;
use axum::routing::post;
use hookseal::axum::{Webhook, WebhookLayer};
use hookseal::{ConfigError, Key, KeyRing, Raw, Rejection, Secret, Verifier};
use hookseal_examples::demo::{self, DemoKey, SENDERS, Sender};
use serde::Deserialize;

use super::mailchannels;

/// What the GitHub handler wants to know of a push.
#[derive(Deserialize)]
struct Push {
    repository: Repository,
    pusher: Pusher,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct Pusher {
    name: String,
}

async fn on_push(State(record): State<Record>, Webhook(event): Webhook<Push>) -> StatusCode {
    let push = event.payload();
    record.handled(format!(
        "{} by {}",
        push.repository.full_name, push.pusher.name
    ));
    StatusCode::NO_CONTENT
}

async fn on_event(State(record): State<Record>, Webhook(event): Webhook<Raw>) -> StatusCode {
    record.handled(match (event.event_type(), event.key_label()) {
        (Some(kind), None) => kind.to_string(),
        (Some(kind), Some(key)) => format!("{kind}, key `{key}`"),
        (None, _) => format!("{} bytes", event.bytes().len()),
    });
    StatusCode::NO_CONTENT
}

/// The app, with the secret that GitHub's deliveries are verified by.
pub(crate) fn app(github_secret: &str, record: Record) -> Result<Router, ConfigError> {
    // Tighter than the defaults of 1 MiB and 30 seconds, to be crossed soon.
    let github = Verifier::builder(demo::GITHUB.scheme)
        .key(Secret::new(github_secret)?)
        .body_limit(BODY_LIMIT)
        .read_timeout(Duration::from_millis(500))
        .build()?;
    let mut app = Router::new().route(
        demo::GITHUB.path,
        post(on_push).layer(WebhookLayer::new(github)),
    );
    for sender in SENDERS.iter().filter(|sender| sender.id != demo::GITHUB.id) {
        let verifier = match sender.id {
            "meshes" => verifier_in_rotation(sender)?,
            "discord" => verifier_with_tolerance(sender)?,
            _ => sender.demo_verifier()?,
        };
        app = app.route(
            sender.path,
            post(on_event).layer(WebhookLayer::new(verifier)),
        );
    }
    let from_mailchannels = WebhookLayer::new(mailchannels::verifier()?);
    Ok(app
        .route(
            mailchannels::PATH,
            post(mailchannels::on_batch).layer(from_mailchannels),
        )
        // Someone has forgotten the layer: nothing may come through.
        .route(FORGOTTEN, post(on_event))
        .layer(map_response_with_state(record.clone(), note_refusal))
        .with_state(record))
}

/// This tenant changes its secret: for a while both are good.
fn verifier_in_rotation(sender: &Sender) -> Result<Verifier, ConfigError> {
    let DemoKey::Secret(new) = sender.key else {
        return sender.demo_verifier();
    };
    let keys = KeyRing::new()
        .with(Key::from(Secret::new(new)?).label("new"))
        .with(Key::from(Secret::new(OLD_MESHES_SECRET)?).label("old"));
    Verifier::builder(sender.scheme.clone()).keys(keys).build()
}

/// Discord sets no limit to a delivery's age, so the app does.
fn verifier_with_tolerance(sender: &Sender) -> Result<Verifier, ConfigError> {
    let DemoKey::Seed(seed) = sender.key else {
        return sender.demo_verifier();
    };
    Verifier::builder(sender.scheme.clone())
        .key(hookseal::signing::PrivateKey::from_seed(&seed)?.public_key()?)
        .tolerance(Duration::from_secs(60), Duration::from_secs(5))
        .build()
}

/// The sender learns little; the reason of a refusal is for the operator, in the log and
/// among the response's extensions, where middleware such as this finds it.
async fn note_refusal(State(record): State<Record>, response: Response) -> Response {
    if let Some(rejection) = response.extensions().get::<Rejection>() {
        record.refused(rejection.code());
    }
    response
}

/// What happened on the server's side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record(Arc<Notes>);

#[derive(Debug, Default)]
struct Notes {
    handled: AtomicUsize,
    last: Mutex<String>,
}

impl Record {
    pub(crate) fn handled(&self, what: String) {
        self.0.handled.fetch_add(1, Ordering::SeqCst);
        self.note(what);
    }

    fn refused(&self, why: &str) {
        self.note(why.to_owned());
    }

    fn note(&self, text: String) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }

    /// How many events have reached a handler.
    pub(crate) fn count(&self) -> usize {
        self.0.handled.load(Ordering::SeqCst)
    }

    /// What a handler read or why a delivery was refused, since this was last asked.
    pub(crate) fn take_note(&self) -> String {
        std::mem::take(&mut *self.0.last.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(crate) const BODY_LIMIT: usize = 16 * 1024;
pub(crate) const FORGOTTEN: &str = "/hooks/forgotten";
pub(crate) const OLD_MESHES_SECRET: &str = "demo-meshes-acme-last-year-31";
