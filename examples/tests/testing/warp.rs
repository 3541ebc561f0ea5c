use bytes::Bytes;
use hookseal::warp::{answer_rejection, verify_webhook};
use hookseal::{Raw, VerifiedEvent};
use http::{Request, StatusCode};
use http_body_util::Full;
use tower::ServiceExt as _;
use warp::Filter as _;

use super::{push, verifier};

async fn on_push(event: VerifiedEvent<Raw>) -> StatusCode {
    assert_eq!(event.kind(), Some("push"));
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let app = warp::post()
        .and(verify_webhook(verifier()))
        .then(on_push)
        .recover(answer_rejection);
    let app = warp::service(app);
    let request = Request::try_from(push()).unwrap();
    let request = request.map(Full::<Bytes>::from);
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 204);

    let forged = Request::try_from(push()).unwrap();
    let forged = forged.map(|_| Full::<Bytes>::from("{}"));
    let response = app.oneshot(forged).await.unwrap();
    assert_eq!(response.status(), 401);
}
