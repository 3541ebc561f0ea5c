use hookseal::Raw;
use hookseal::ntex::{Webhook, WebhookLayer};
use ntex::web::test::{TestRequest, call_service, init_service};
use ntex::web::{self, App, HttpResponse};

use super::{push, verifier};

async fn on_push(Webhook(event): Webhook<Raw>) -> HttpResponse {
    assert_eq!(event.kind(), Some("push"));
    HttpResponse::NoContent().finish()
}

#[ntex::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let hook = web::resource("/github")
        .middleware(WebhookLayer::new(verifier()))
        .route(web::post().to(on_push));
    let app = init_service(App::new().service(hook)).await;
    let delivery = push();
    let request = |body: &[u8]| {
        let request = TestRequest::post().uri("/github");
        let request = delivery.headers().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        request.set_payload(body.to_vec()).to_request()
    };
    let response = call_service(&app, request(delivery.body())).await;
    assert_eq!(response.status(), 204);

    let response = call_service(&app, request(b"{}")).await;
    assert_eq!(response.status(), 401);
}
