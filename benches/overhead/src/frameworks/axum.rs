//! axum: a route whose handler takes the typed event.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::Result;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use axum_github_webhook_extract::{GithubEvent, GithubToken};
use axum_standardwebhooks::{SharedWebhook, StandardWebhook};
use hookseal::axum::{VerifyWebhook, Webhook, WebhookLayer};
use tower::Layer as _;
use tower::util::MapRequestLayer;

use super::tower::decode;
use super::{hand_rolled, service};
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Event, Signed};

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let (github, standard) = (Signed::GitHub, Signed::StandardWebhooks);
    let mut all = vec![
        of(BARE, Kind::Bare, github, bare()),
        of("hookseal", Kind::Hookseal, github, layered(github)?),
        service::contestant(
            "hookseal, around the router",
            Kind::Hookseal,
            github,
            Body::new,
            WebhookLayer::new(github.verifier()?).layer(behind_a_layer()),
        )
        .in_place(Place::AroundApp),
        of(
            "hookseal, webhooksmith's scheme",
            Kind::Hookseal,
            Signed::Webhooksmith,
            layered(Signed::Webhooksmith)?,
        ),
    ];
    for (name, signed) in [
        ("hookseal, extractor only", github),
        ("hookseal, extractor only, Standard Webhooks", standard),
    ] {
        let router = Router::new()
            .route("/hook", post(extracted))
            .with_state(signed.verifier()?);
        all.push(of(name, Kind::Hookseal, signed, router).in_place(Place::Handler));
    }
    all.push(of("hand-rolled", Kind::HandRolled, github, by_hand()).in_place(Place::Handler));
    all.push(of(
        "a layer that does nothing",
        Kind::Bare,
        github,
        through(),
    ));

    let token = GithubToken(Arc::new(github.secret().to_owned()));
    let router = Router::new()
        .route(
            "/hook",
            post(async |GithubEvent(event): GithubEvent<Event>| took(&event)),
        )
        .with_state(token);
    let name = "axum-github-webhook-extract";
    all.push(of(name, Kind::Peer, github, router).in_place(Place::Handler));

    // Its error is none that `Router::layer` takes, so it goes around the router.
    let secret = webhook_verify::Secret::new(github.secret());
    let layer =
        webhook_verify::tower::VerifyLayer::<Body>::new(webhook_verify::Provider::GitHub, secret);
    let service = layer.layer(bare());
    all.push(
        service::contestant("webhook-verify", Kind::Peer, github, Body::new, service)
            .in_place(Place::AroundApp),
    );

    let webhook = axum_standardwebhooks::Webhook::new(standard.secret())?;
    let router = Router::new()
        .route(
            "/hook",
            post(async |StandardWebhook(Json(event)): StandardWebhook<Json<Event>>| took(&event)),
        )
        .with_state(SharedWebhook::new(webhook));
    all.push(of("axum-standardwebhooks", Kind::Peer, standard, router).in_place(Place::Handler));

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
    all.push(of("standardwebhooks", Kind::Peer, standard, router).in_place(Place::Handler));

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
    all.push(of("svix", Kind::Peer, standard, router).in_place(Place::Handler));
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
    Ok(behind_a_layer().route_layer(WebhookLayer::new(signed.verifier()?)))
}

fn behind_a_layer() -> Router {
    Router::new().route(
        "/hook",
        post(async |Webhook(event): Webhook<Event>| took(event.payload())),
    )
}

/// The bare app behind a layer, to see what axum takes for one.
fn through() -> Router {
    bare().route_layer(MapRequestLayer::new(|request: Request| request))
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

async fn extracted(VerifyWebhook(event): VerifyWebhook<Event>) -> StatusCode {
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
