//! Events by their type: an enum that a handler takes, and a handler for each type.

#![allow(clippy::panic, clippy::unwrap_used)]

use actix_web::dev::HttpServiceFactory;
use actix_web::{App, test, web};
use hookseal_actix::{EventRouter, Webhook, WebhookLayer};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_derive::WebhookEvents;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_event_type(Source::header("Acme-Event"));

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn request(kind: &str, body: &'static str) -> test::TestRequest {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = Delivery::new(body).event_type(kind);
    let delivery = signer.sign(&delivery).unwrap();
    let request = test::TestRequest::post().uri("/hooks/7").set_payload(body);
    delivery
        .headers()
        .fold(request, test::TestRequest::insert_header)
}

fn forged(kind: &str) -> test::TestRequest {
    request(kind, r#"{"order":7}"#).set_payload(r#"{"order":8}"#)
}

async fn answer(
    service: impl HttpServiceFactory + 'static,
    request: test::TestRequest,
) -> (u16, String) {
    let app = App::new()
        .app_data(web::Data::new("thanks"))
        .service(service);
    let app = test::init_service(app).await;
    let response = test::call_service(&app, request.to_request()).await;
    let status = response.status().as_u16();
    let body = test::read_body(response).await;
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn layer() -> WebhookLayer {
    WebhookLayer::new(Verifier::new(ACME, secret()).unwrap())
}

#[derive(serde::Deserialize)]
struct Placed {
    order: u32,
}

async fn on_placed(
    shop: web::Path<u32>,
    greeting: web::Data<&'static str>,
    Webhook(event): Webhook<Placed>,
) -> String {
    let order = event.payload().order;
    format!("{}, order {order} of shop {shop}", greeting.get_ref())
}

async fn on_other(Webhook(event): Webhook<Raw>, bytes: web::Bytes) -> String {
    assert_eq!(bytes, event.payload().0);
    format!("another: {}", event.kind().unwrap_or("none"))
}

fn app(events: EventRouter) -> impl HttpServiceFactory + 'static {
    let resource = web::resource("/hooks/{shop}").wrap(layer());
    resource.route(web::post().to(events))
}

#[actix_web::test]
async fn a_handler_gets_the_events_of_its_type() {
    let events = || {
        EventRouter::new()
            .on("placed", on_placed)
            .fallback(on_other)
    };
    let placed = request("placed", r#"{"order":7}"#);
    let thanks = (200, "thanks, order 7 of shop 7".to_owned());
    assert_eq!(answer(app(events()), placed).await, thanks);
    for kind in ["refunded", "Placed", "place"] {
        let other = (200, format!("another: {kind}"));
        assert_eq!(answer(app(events()), request(kind, "{}")).await, other);
    }
    // What the handler takes decides, as without a router.
    assert_eq!(answer(app(events()), request("placed", "{}")).await.0, 422);
}

#[actix_web::test]
async fn other_events_are_refused_or_accepted() {
    let refusing = EventRouter::new().on("placed", on_placed);
    let (status, body) = answer(app(refusing), request("refunded", "{}")).await;
    assert_eq!(status, 422);
    assert!(body.contains("#unhandled-event"), "{body}");
    let accepting = EventRouter::new().on("placed", on_placed).accept_others();
    let left_out = (204, String::new());
    assert_eq!(
        answer(app(accepting), request("refunded", "{}")).await,
        left_out
    );
}

#[actix_web::test]
async fn a_forgery_reaches_no_handler() {
    for kind in ["placed", "refunded"] {
        let events = EventRouter::new()
            .on("placed", on_placed)
            .fallback(on_other);
        assert_eq!(answer(app(events), forged(kind)).await.0, 401);
    }
}

#[actix_web::test]
async fn without_a_layer_nothing_is_handled() {
    let events = EventRouter::new().fallback(on_other);
    let open = web::resource("/hooks/{shop}").route(web::post().to(events));
    assert_eq!(answer(open, request("placed", "{}")).await.0, 500);
}

#[derive(WebhookEvents)]
#[events(crate = hookseal_core, sender = "acme", unknown = "accept")]
enum Event {
    #[event("placed")]
    Placed(Placed),
    #[event("refunded", reason = "lost")]
    Lost,
}

async fn on_event(Webhook(event): Webhook<Event>) -> String {
    match event.payload() {
        Event::Placed(placed) => format!("order {}", placed.order),
        Event::Lost => "lost".to_owned(),
    }
}

#[actix_web::test]
async fn a_handler_takes_an_enum_of_events() {
    let resource = || {
        let resource = web::resource("/hooks/{shop}").wrap(layer());
        resource.route(web::post().to(on_event))
    };
    for (kind, body, expected) in [
        ("placed", r#"{"order":7}"#, (200, "order 7")),
        ("refunded", r#"{"reason":"lost"}"#, (200, "lost")),
        ("refunded", r#"{"reason":"late"}"#, (204, "")),
        ("opened", "{}", (204, "")),
    ] {
        let (status, text) = answer(resource(), request(kind, body)).await;
        assert_eq!((status, &*text), expected, "{kind}: {body}");
    }
    assert_eq!(answer(resource(), forged("placed")).await.0, 401);
}
