use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use hookseal::Raw;
use hookseal::axum::{Webhook, WebhookRouter};
use tower::ServiceExt as _;

use super::{push, verifier};

async fn on_push(Webhook(event): Webhook<Raw>) -> StatusCode {
    assert_eq!(event.kind(), Some("push"));
    StatusCode::NO_CONTENT
}

fn app() -> Router {
    let hooks = WebhookRouter::new(verifier()).route("/github", post(on_push));
    hooks.into_router()
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let request = Request::try_from(push()).unwrap().map(Body::from);
    let response = app().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 204);

    let forged = Request::try_from(push()).unwrap().map(|_| Body::from("{}"));
    let response = app().oneshot(forged).await.unwrap();
    assert_eq!(response.status(), 401);
}
