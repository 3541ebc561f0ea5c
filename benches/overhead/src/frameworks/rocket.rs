//! Rocket: a route whose data guard is the typed event. Its body is there before it is called.

use std::hint::black_box;

use anyhow::{Result, anyhow};
use hookseal::Verifier;
use hookseal::rocket::{VerifyWebhook, Webhook, WebhookFairing, WebhookLayer};
use rocket::config::{Config, Ident, LogLevel};
use rocket::data::{Data, ToByteUnit as _};
use rocket::http::{Header, Status};
use rocket::local::asynchronous::{Client, LocalRequest};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Build, Rocket, post, routes};
use rocket_webhook::webhooks::built_in::GitHubWebhook;
use rocket_webhook::{RocketWebhook, WebhookPayload};

use super::hand_rolled;
use super::tower::decode;
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Delivery, Event, Signed};

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let github = Signed::GitHub;
    let layer = WebhookLayer::new(github.verifier()?);
    let fairing = WebhookFairing::<Verifier>::new(github.verifier()?);
    let peer = RocketWebhook::builder()
        .webhook(GitHubWebhook::with_secret(github.secret().as_bytes()))
        .max_body_size(2 * 1024 * 1024)
        .build();
    let app = || rocket::custom(config());
    Ok(vec![
        of(BARE, Kind::Bare, app().mount("/", routes![bare]))?,
        of(
            "hookseal",
            Kind::Hookseal,
            app().mount("/", layer.around(routes![on_event])),
        )?,
        of(
            "hookseal, extractor only",
            Kind::Hookseal,
            app().attach(fairing).mount("/", routes![on_verified]),
        )?
        .in_place(Place::Handler),
        of(
            "hand-rolled",
            Kind::HandRolled,
            app().mount("/", routes![by_hand]),
        )?
        .in_place(Place::Handler),
        of(
            "rocket-webhook",
            Kind::Peer,
            app().manage(peer).mount("/", routes![on_payload]),
        )?
        .in_place(Place::Handler),
    ])
}

fn config() -> Config {
    Config {
        ident: Ident::none(),
        log_level: LogLevel::Off,
        ..Config::release_default()
    }
}

#[post("/hook", data = "<data>")]
async fn bare(data: Data<'_>) -> Status {
    match data.open(2.mebibytes()).into_bytes().await {
        Ok(body) if body.is_complete() => status(&body),
        _ => Status::BadRequest,
    }
}

#[post("/hook", data = "<data>")]
async fn by_hand(signature: Signature<'_>, data: Data<'_>) -> Status {
    let body = match data.open(2.mebibytes()).into_bytes().await {
        Ok(body) if body.is_complete() => body,
        _ => return Status::BadRequest,
    };
    let signature = signature.0;
    if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
        status(&body)
    } else {
        Status::Unauthorized
    }
}

#[post("/hook", data = "<event>")]
fn on_event(event: Webhook<Event>) -> Status {
    took(event.payload())
}

#[post("/hook", data = "<event>")]
fn on_verified(event: VerifyWebhook<Event>) -> Status {
    took(event.payload())
}

#[post("/hook", data = "<payload>")]
fn on_payload(payload: WebhookPayload<'_, Event, GitHubWebhook>) -> Status {
    took(&payload.data)
}

fn took(event: &Event) -> Status {
    black_box(event);
    Status::NoContent
}

fn status(body: &[u8]) -> Status {
    Status::new(decode(body).as_u16())
}

/// The header that tutorials check.
struct Signature<'r>(Option<&'r str>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Signature<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(request.headers().get_one(hand_rolled::HEADER)))
    }
}

fn of(name: &'static str, kind: Kind, app: Rocket<Build>) -> Result<Contestant> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let client = runtime
        .block_on(Client::untracked(app))
        .map_err(|error| anyhow!("{name}: {error}"))?;
    // Requests borrow their client, and a contestant owns both.
    let client: &'static Client = Box::leak(Box::new(client));
    let request = move |delivery: &Delivery| request(client, delivery);
    Ok(Contestant::answering(
        name,
        kind,
        Signed::GitHub,
        request,
        async |request: LocalRequest<'static>| request.dispatch().await.status().code,
    ))
}

fn request(client: &'static Client, delivery: &Delivery) -> LocalRequest<'static> {
    let mut request = client.post("/hook");
    for (name, value) in &delivery.headers {
        request.add_header(Header::new(name.clone(), value.clone()));
    }
    request.body(&delivery.body)
}
