use hookseal::Raw;
use hookseal::salvo::{Webhook, WebhookLayer};
use salvo::http::HeaderName;
use salvo::prelude::*;
use salvo::test::TestClient;

use super::{push, verifier};

#[handler]
async fn on_push(event: Webhook<Raw>) -> StatusCode {
    assert_eq!(event.kind(), Some("push"));
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let hook = Router::with_path("github").hoop(WebhookLayer::new(verifier()));
    let app = Service::new(hook.post(on_push));
    let delivery = push();
    let request = |body: &[u8]| {
        let request = TestClient::post("http://127.0.0.1/github").bytes(body.to_vec());
        delivery.headers().fold(request, |request, (name, value)| {
            request.add_header(HeaderName::try_from(name).unwrap(), value, true)
        })
    };
    let response = request(delivery.body()).send(&app).await;
    assert_eq!(response.status_code, Some(StatusCode::NO_CONTENT));

    let response = request(b"{}").send(&app).await;
    assert_eq!(response.status_code, Some(StatusCode::UNAUTHORIZED));
}
