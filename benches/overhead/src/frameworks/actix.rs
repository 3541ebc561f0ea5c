//! actix-web: a resource whose handler takes the typed event.

use std::hint::black_box;
use std::rc::Rc;

use actix_http::{BoxedPayloadStream, Payload, Request};
use actix_web::dev::{HttpServiceFactory, Service as _};
use actix_web::test::{TestRequest, init_service};
use actix_web::web::{self, Bytes, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse};
use anyhow::Result;
use hookseal::actix::{Webhook, WebhookLayer};
use webhook_verify::Provider;
use webhook_verify::actix::{VerifiedBody, WebhookConfig};
use webhooksmith_actix::{TypedWebhook, WebhookSecret};

use super::hand_rolled;
use super::tower::decode;
use crate::contestant::{BARE, Contestant, Kind, Place, at_once};
use crate::delivery::{Delivery, Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let [github, standard, smith] = Signed::ALL;
    let extractor = |signed: Signed| -> Result<_> {
        Ok(web::resource("/hook")
            .app_data(signed.verifier()?)
            .route(web::post().to(on_event)))
    };
    let peer = |signed: Signed, provider| {
        let secret = webhook_verify::Secret::new(signed.secret());
        web::resource("/hook")
            .app_data(WebhookConfig::new(provider, secret))
            .app_data(PayloadConfig::new(LIMIT))
            .route(web::post().to(async |body: VerifiedBody| respond(decode(&body))))
    };
    let webhooksmith = web::resource("/hook")
        .app_data(WebhookSecret::new(smith.secret()))
        .route(web::post().to(async |webhook: TypedWebhook<Event>| took(&webhook.payload)));
    let in_layers = [
        of(BARE, Kind::Bare, github, bare()),
        of("hookseal", Kind::Hookseal, github, layered(github)?),
        of("a layer that does nothing", Kind::Bare, github, through()),
    ];
    let in_handlers = [
        of(
            "hookseal, extractor only",
            Kind::Hookseal,
            github,
            extractor(github)?,
        ),
        of(
            "hookseal, extractor only, Standard Webhooks",
            Kind::Hookseal,
            standard,
            extractor(standard)?,
        ),
        of(
            "hookseal, extractor only, webhooksmith's scheme",
            Kind::Hookseal,
            smith,
            extractor(smith)?,
        ),
        of("hand-rolled", Kind::HandRolled, github, by_hand()),
        of(
            "webhook-verify",
            Kind::Peer,
            github,
            peer(github, Provider::GitHub),
        ),
        of(
            "webhook-verify, Standard Webhooks",
            Kind::Peer,
            standard,
            peer(standard, Provider::StandardWebhooks),
        ),
        of("webhooksmith-actix", Kind::Peer, smith, webhooksmith),
    ];
    let in_handlers = in_handlers.map(|one| one.in_place(Place::Handler));
    Ok(in_layers.into_iter().chain(in_handlers).collect())
}

/// The bare app behind a layer, to see what actix takes for one.
fn through() -> impl HttpServiceFactory + 'static {
    web::resource("/hook")
        .app_data(PayloadConfig::new(LIMIT))
        .wrap_fn(|request, next| next.call(request))
        .route(web::post().to(async |body: Bytes| respond(decode(&body))))
}

/// actix takes bodies of 256 KiB otherwise.
const LIMIT: usize = 2 * 1024 * 1024;

/// The app without any verification.
pub fn bare() -> impl HttpServiceFactory + 'static {
    web::resource("/hook")
        .app_data(PayloadConfig::new(LIMIT))
        .route(web::post().to(async |body: Bytes| respond(decode(&body))))
}

/// The app behind hookseal's layer.
///
/// # Errors
///
/// None.
pub fn layered(signed: Signed) -> Result<impl HttpServiceFactory + 'static> {
    Ok(web::resource("/hook")
        .wrap(WebhookLayer::new(signed.verifier()?))
        .route(web::post().to(on_event)))
}

/// The app that checks by hand.
pub fn by_hand() -> impl HttpServiceFactory + 'static {
    web::resource("/hook")
        .app_data(PayloadConfig::new(LIMIT))
        .route(web::post().to(async |request: HttpRequest, body: Bytes| {
            let signature = request.headers().get(hand_rolled::HEADER);
            if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
                respond(decode(&body))
            } else {
                HttpResponse::Unauthorized().finish()
            }
        }))
}

async fn on_event(Webhook(event): Webhook<Event>) -> HttpResponse {
    took(event.payload())
}

fn took(event: &Event) -> HttpResponse {
    black_box(event);
    HttpResponse::NoContent().finish()
}

/// tower's answer in the types of `http` 0.2.
fn respond(status: http::StatusCode) -> HttpResponse {
    if status.is_success() {
        HttpResponse::NoContent().finish()
    } else {
        HttpResponse::BadRequest().finish()
    }
}

fn of(
    name: &'static str,
    kind: Kind,
    signed: Signed,
    resource: impl HttpServiceFactory + 'static,
) -> Contestant {
    // Its workers build their services in runtimes of their own; this one needs none after.
    let service = actix_web::rt::System::new().block_on(init_service(App::new().service(resource)));
    let service = Rc::new(service);
    Contestant::new(name, kind, signed, move |delivery, count| {
        let service = Rc::clone(&service);
        let requests: Vec<_> = (0..count).map(|_| request(delivery)).collect();
        let expected = delivery.expected;
        Box::new(move || {
            for request in requests {
                match at_once(service.call(request)) {
                    Ok(response) => expected.check(response.status().as_u16()),
                    Err(error) => panic!("{name}: {error}"),
                }
            }
        })
    })
}

fn request(delivery: &Delivery) -> Request {
    let mut request = TestRequest::post().uri("/hook");
    for (name, value) in &delivery.headers {
        request = request.insert_header((name.as_str(), value.as_str()));
    }
    let frames: BoxedPayloadStream = Box::pin(Frames::new(&delivery.body, delivery.framing));
    request
        .to_request()
        .replace_payload(Payload::from(frames))
        .0
}
