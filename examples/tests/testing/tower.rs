use std::convert::Infallible;

use bytes::Bytes;
use hookseal::VerifiedBody;
use hookseal::tower::WebhookLayer;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::{push, verifier};

async fn on_push(request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let verified = request.extensions().get::<VerifiedBody>();
    let mut response = Response::new(Full::default());
    *response.status_mut() = match verified.and_then(VerifiedBody::kind) {
        Some("push") => StatusCode::NO_CONTENT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Ok(response)
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let layer = WebhookLayer::new(verifier()).full_body();
    let request = Request::try_from(push()).unwrap();
    let request = request.map(Full::<Bytes>::from);
    let response = layer
        .layer(service_fn(on_push))
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(response.status(), 204);

    let forged = Request::try_from(push()).unwrap();
    let forged = forged.map(|_| Full::<Bytes>::from("{}"));
    let response = layer
        .layer(service_fn(on_push))
        .oneshot(forged)
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
}
