//! Events by their type: an enum that a handler takes, and a handler for each type.

#![allow(clippy::panic, clippy::unwrap_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use hookseal_axum::{EventRouter, Webhook, WebhookRouter};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Raw, Secret, Verifier};
use hookseal_derive::WebhookEvents;
use tower::ServiceExt as _;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_event_type(Source::header("Acme-Event"));

fn secret() -> Secret {
    Secret::new("6f1d9a52c3e84b70a1f5").unwrap()
}

fn request(kind: &str, body: &str) -> Request<Body> {
    let signer = Signer::new(ACME, secret()).unwrap();
    let delivery = Delivery::new(body).event_type(kind);
    let delivery = signer.sign(&delivery).unwrap();
    let mut request = Request::post("/hooks/7");
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

fn forged(kind: &str) -> Request<Body> {
    let mut request = request(kind, r#"{"order":7}"#);
    *request.body_mut() = Body::from(r#"{"order":8}"#);
    request
}

async fn answer(app: &Router<()>, request: Request<Body>) -> (u16, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 4096).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[derive(serde::Deserialize)]
struct Placed {
    order: u32,
}

async fn on_placed(
    Path(shop): Path<u32>,
    State(greeting): State<&'static str>,
    Webhook(event): Webhook<Placed>,
) -> String {
    format!("{greeting}, order {} of shop {shop}", event.payload().order)
}

async fn on_other(Webhook(event): Webhook<Raw>) -> String {
    format!("another: {}", event.kind().unwrap_or("none"))
}

fn app(events: EventRouter<&'static str>) -> Router {
    let verifier = Verifier::new(ACME, secret()).unwrap();
    WebhookRouter::new(verifier)
        .route("/hooks/{shop}", post(events))
        .into_router()
        .with_state("thanks")
}

#[tokio::test]
async fn a_handler_gets_the_events_of_its_type() {
    let app = app(EventRouter::new()
        .on("placed", on_placed)
        .fallback(on_other));
    let placed = request("placed", r#"{"order":7}"#);
    let thanks = (200, "thanks, order 7 of shop 7".to_owned());
    assert_eq!(answer(&app, placed).await, thanks);
    for kind in ["refunded", "Placed", "place"] {
        let other = (200, format!("another: {kind}"));
        assert_eq!(answer(&app, request(kind, "{}")).await, other);
    }
    // What the handler takes decides, as without a router.
    assert_eq!(answer(&app, request("placed", "{}")).await.0, 422);
}

#[tokio::test]
async fn other_events_are_refused_or_accepted() {
    let refusing = app(EventRouter::new().on("placed", on_placed));
    let (status, body) = answer(&refusing, request("refunded", "{}")).await;
    assert_eq!(status, 422);
    assert!(body.contains("#unhandled-event"), "{body}");
    let accepting = app(EventRouter::new().on("placed", on_placed).accept_others());
    let left_out = (204, String::new());
    assert_eq!(
        answer(&accepting, request("refunded", "{}")).await,
        left_out
    );
}

#[tokio::test]
async fn a_forgery_reaches_no_handler() {
    let app = app(EventRouter::new()
        .on("placed", on_placed)
        .fallback(on_other));
    for kind in ["placed", "refunded"] {
        assert_eq!(answer(&app, forged(kind)).await.0, 401);
    }
}

#[tokio::test]
async fn without_a_layer_nothing_is_handled() {
    let events: EventRouter<&'static str> = EventRouter::new().fallback(on_other);
    let open = Router::new()
        .route("/hooks/{shop}", post(events))
        .with_state("thanks");
    assert_eq!(answer(&open, request("placed", "{}")).await.0, 500);
}

#[test]
#[should_panic(expected = "have a handler already")]
fn a_type_has_one_handler() {
    let _ = EventRouter::<()>::new()
        .on("placed", on_other)
        .on("placed", on_other);
}

#[derive(WebhookEvents)]
#[events(crate = hookseal_core, sender = "acme", unknown = "accept")]
enum Event {
    #[event("placed")]
    Placed(Placed),
    #[event("refunded", reason = "lost")]
    Lost,
}

async fn on_event(Webhook(event): Webhook<Event>) -> (StatusCode, String) {
    let text = match event.payload() {
        Event::Placed(placed) => format!("order {}", placed.order),
        Event::Lost => "lost".to_owned(),
    };
    (StatusCode::OK, text)
}

#[tokio::test]
async fn a_handler_takes_an_enum_of_events() {
    let verifier = Verifier::new(ACME, secret()).unwrap();
    let app = WebhookRouter::new(verifier)
        .route("/hooks/{shop}", post(on_event))
        .into_router();
    for (kind, body, expected) in [
        ("placed", r#"{"order":7}"#, (200, "order 7")),
        ("refunded", r#"{"reason":"lost"}"#, (200, "lost")),
        ("refunded", r#"{"reason":"late"}"#, (204, "")),
        ("opened", "{}", (204, "")),
    ] {
        let (status, text) = answer(&app, request(kind, body)).await;
        assert_eq!((status, &*text), expected, "{kind}: {body}");
    }
    assert_eq!(answer(&app, forged("placed")).await.0, 401);
}
