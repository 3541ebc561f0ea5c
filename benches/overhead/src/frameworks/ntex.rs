//! ntex: a resource whose handler takes the typed event.

use std::hint::black_box;
use std::rc::Rc;

use anyhow::Result;
use futures_util::stream;
use hookseal::Verifier;
use hookseal::ntex::{VerifyWebhook, Webhook, WebhookLayer};
use ntex::http::{Payload, Request};
use ntex::util::Bytes;
use ntex::web::test::{TestRequest, init_service};
use ntex::web::types::PayloadConfig;
use ntex::web::{self, App, HttpRequest, HttpResponse};

use super::hand_rolled;
use super::tower::decode;
use crate::contestant::{BARE, Contestant, Kind, Place};
use crate::delivery::{Delivery, Event, Signed};
use crate::frames::Frames;

pub(super) fn contestants() -> Result<Vec<Contestant>> {
    let layer = WebhookLayer::new(Signed::GitHub.verifier()?);
    let verifier: Verifier = Signed::GitHub.verifier()?;
    // A macro, since each resource has a type of its own.
    macro_rules! of {
        ($name:expr, $kind:expr, $resource:expr $(, $state:expr)?) => {{
            let app = App::new()
                .state(PayloadConfig::new(LIMIT))
                $(.state($state))?
                .service($resource);
            // It needs no runtime after it is built.
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            let service = Rc::new(runtime.block_on(init_service(app)));
            Contestant::answering(
                $name,
                $kind,
                Signed::GitHub,
                request,
                async move |request: Request| match service.call(request).await {
                    Ok(response) => response.status().as_u16(),
                    Err(error) => panic!("{}: {error}", $name),
                },
            )
        }};
    }
    let hook = || web::resource("/hook");
    Ok(vec![
        of!(BARE, Kind::Bare, hook().route(web::post().to(bare))),
        of!(
            "hookseal",
            Kind::Hookseal,
            hook().middleware(layer).route(web::post().to(on_event))
        ),
        of!(
            "hookseal, extractor only",
            Kind::Hookseal,
            hook().route(web::post().to(on_verified)),
            verifier
        )
        .in_place(Place::Handler),
        of!(
            "hand-rolled",
            Kind::HandRolled,
            hook().route(web::post().to(by_hand))
        )
        .in_place(Place::Handler),
    ])
}

/// ntex takes bodies of 256 KiB otherwise.
const LIMIT: usize = 2 * 1024 * 1024;

async fn bare(body: Bytes) -> HttpResponse {
    respond(&body)
}

async fn by_hand(request: HttpRequest, body: Bytes) -> HttpResponse {
    let signature = request.headers().get(hand_rolled::HEADER);
    if signature.is_some_and(|value| hand_rolled::holds(value.as_bytes(), &body)) {
        respond(&body)
    } else {
        HttpResponse::Unauthorized().finish()
    }
}

async fn on_event(Webhook(event): Webhook<Event>) -> HttpResponse {
    black_box(event.payload());
    HttpResponse::NoContent().finish()
}

async fn on_verified(VerifyWebhook(event): VerifyWebhook<Event>) -> HttpResponse {
    black_box(event.payload());
    HttpResponse::NoContent().finish()
}

fn respond(body: &[u8]) -> HttpResponse {
    if decode(body).is_success() {
        HttpResponse::NoContent().finish()
    } else {
        HttpResponse::BadRequest().finish()
    }
}

fn request(delivery: &Delivery) -> Request {
    let mut request = TestRequest::post().uri("/hook");
    for (name, value) in &delivery.headers {
        request = request.header(name.as_str(), value.as_str());
    }
    // ntex has bytes of its own.
    let frames = Frames::new(&delivery.body, delivery.framing).all();
    let frames: Vec<_> = frames
        .map(|frame| Ok(Bytes::copy_from_slice(&frame)))
        .collect();
    let mut request = request.to_request();
    request.replace_payload(Payload::from_stream(stream::iter(frames)));
    request
}
