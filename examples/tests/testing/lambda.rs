use hookseal::Raw;
use hookseal::lambda::{Webhook, WebhookLayer, webhook_fn};
use lambda_http::{Body, Error, Request, Response};
use tower::{Layer as _, ServiceExt as _};

use super::{push, verifier};

async fn on_push(Webhook(event): Webhook<Raw>) -> Result<Response<Body>, Error> {
    assert_eq!(event.kind(), Some("push"));
    Ok(Response::builder().status(204).body(Body::Empty)?)
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let function = WebhookLayer::new(verifier()).layer(webhook_fn(on_push));
    let request: http::Request<Vec<u8>> = push().try_into().unwrap();
    let request: Request = request.map(Body::from);
    let response = function.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 204);

    let forged: http::Request<Vec<u8>> = push().try_into().unwrap();
    let forged: Request = forged.map(|_| Body::from("{}"));
    let response = function.oneshot(forged).await.unwrap();
    assert_eq!(response.status(), 401);
}
