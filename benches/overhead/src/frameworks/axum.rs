//! axum: a route whose handler takes the typed event.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::Result;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use axum_github_webhook_extract::{GithubEvent, GithubToken};
use axum_standardwebhooks::{SharedWebhook, StandardWebhook};
use hookseal::axum::{VerifyWebhook, Webhook, WebhookLayer};
use tower::Layer as _;

use super::tower::decode;
use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind};
use crate::delivery::{Event, Signed};

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let (github, standard) = (Signed::GitHub, Signed::StandardWebhooks);
    let extractor = Router::new()
        .route("/hook", post(extracted))
        .with_state(github.verifier()?);
    let mut all = vec![
        of(BARE, Kind::Bare, github, bare()),
        of("hookseal", Kind::Hookseal, github, layered(github)?),
        of(
            "hookseal, extractor only",
            Kind::Hookseal,
            github,
            extractor,
        ),
        of(
            "hookseal, Standard Webhooks",
            Kind::Hookseal,
            standard,
            layered(standard)?,
        ),
        of(
            "hookseal, webhooksmith's scheme",
            Kind::Hookseal,
            Signed::Webhooksmith,
            layered(Signed::Webhooksmith)?,
        ),
        of("hand-rolled", Kind::HandRolled, github, by_hand()),
    ];

    let token = GithubToken(Arc::new(github.secret().to_owned()));
    let router = Router::new()
        .route(
            "/hook",
            post(async |GithubEvent(event): GithubEvent<Event>| took(&event)),
        )
        .with_state(token);
    all.push(of(
        "axum-github-webhook-extract",
        Kind::Peer,
        github,
        router,
    ));

    // Its error is none that `Router::layer` takes, so it goes around the router.
    let secret = webhook_verify::Secret::new(github.secret());
    let layer =
        webhook_verify::tower::VerifyLayer::<Body>::new(webhook_verify::Provider::GitHub, secret);
    let service = layer.layer(bare());
    all.push(service::contestant(
        "webhook-verify",
        Kind::Peer,
        github,
        Body::new,
        service,
    ));

    let webhook = axum_standardwebhooks::Webhook::new(standard.secret())?;
    let router = Router::new()
        .route(
            "/hook",
            post(async |StandardWebhook(Json(event)): StandardWebhook<Json<Event>>| took(&event)),
        )
        .with_state(SharedWebhook::new(webhook));
    all.push(of("axum-standardwebhooks", Kind::Peer, standard, router));

    let webhook = Arc::new(standardwebhooks::Webhook::new(standard.secret())?);
    let router = Router::new()
        .route(
            "/hook",
            post(
                async |State(webhook): State<Arc<standardwebhooks::Webhook>>,
                       headers: HeaderMap,
                       body: Bytes| {
                    checked(webhook.verify(&body, &headers).is_ok(), &body)
                },
            ),
        )
        .with_state(webhook);
    all.push(of("standardwebhooks", Kind::Peer, standard, router));

    let webhook = Arc::new(svix::webhooks::Webhook::new(standard.secret())?);
    let router = Router::new()
        .route(
            "/hook",
            post(
                async |State(webhook): State<Arc<svix::webhooks::Webhook>>,
                       headers: HeaderMap,
                       body: Bytes| {
                    checked(webhook.verify(&body, &headers).is_ok(), &body)
                },
            ),
        )
        .with_state(webhook);
    all.push(of("svix", Kind::Peer, standard, router));
    Ok(all)
}

/// The app without any verification.
pub fn bare() -> Router {
    Router::new().route("/hook", post(async |body: Bytes| decode(&body)))
}

/// The app behind hookseal's layer.
///
/// # Errors
///
/// None.
pub fn layered(signed: Signed) -> Result<Router> {
    Ok(Router::new()
        .route(
            "/hook",
            post(async |Webhook(event): Webhook<Event>| took(event.payload())),
        )
        .route_layer(WebhookLayer::new(signed.verifier()?)))
}

/// The app that checks by hand.
pub fn by_hand() -> Router {
    Router::new().route(
        "/hook",
        post(async |headers: HeaderMap, body: Bytes| {
            let signature = headers.get(hand_rolled::HEADER);
            checked(
                signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)),
                &body,
            )
        }),
    )
}

async fn extracted(VerifyWebhook(event, ..): VerifyWebhook<Event>) -> StatusCode {
    took(event.payload())
}

fn of(name: &'static str, kind: Kind, signed: Signed, router: Router) -> Contestant {
    service::contestant(name, kind, signed, Body::new, router)
}

fn checked(holds: bool, body: &[u8]) -> StatusCode {
    if holds {
        decode(body)
    } else {
        StatusCode::UNAUTHORIZED
    }
}

fn took(event: &Event) -> StatusCode {
    black_box(event);
    StatusCode::NO_CONTENT
}
