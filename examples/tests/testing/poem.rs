use hookseal::Raw;
use hookseal::poem::{Webhook, WebhookLayer};
use poem::http::{Method, StatusCode};
use poem::{Endpoint as _, EndpointExt as _, Request, Route, handler, post};

use super::{push, verifier};

#[handler]
fn on_push(Webhook(event): Webhook<Raw>) -> StatusCode {
    assert_eq!(event.kind(), Some("push"));
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let hook = post(on_push).with(WebhookLayer::new(verifier()));
    let app = Route::new().at("/github", hook);
    let delivery = push();
    let request = |body: &[u8]| {
        let request = Request::builder().method(Method::POST).uri_str("/github");
        delivery
            .headers()
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            })
            .body(body.to_vec())
    };
    let response = app.get_response(request(delivery.body())).await;
    assert_eq!(response.status(), 204);

    let response = app.get_response(request(b"{}")).await;
    assert_eq!(response.status(), 401);
}
