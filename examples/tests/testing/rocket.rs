use hookseal::Raw;
use hookseal::rocket::{Webhook, WebhookLayer};
use rocket::http::{Header, Status};
use rocket::local::asynchronous::Client;
use rocket::{post, routes};

use super::{push, verifier};

#[post("/github", data = "<event>")]
fn on_push(event: Webhook<Raw>) -> Status {
    assert_eq!(event.kind(), Some("push"));
    Status::NoContent
}

#[tokio::test]
async fn takes_what_github_has_signed_and_nothing_else() {
    let hooks = WebhookLayer::new(verifier()).around(routes![on_push]);
    let app = Client::untracked(rocket::build().mount("/", hooks))
        .await
        .unwrap();
    let delivery = push();
    let request = |body: &[u8]| {
        let mut request = app.post("/github");
        for (name, value) in delivery.headers() {
            request.add_header(Header::new(name.to_owned(), value.to_owned()));
        }
        request.body(body)
    };
    let response = request(delivery.body()).dispatch().await;
    assert_eq!(response.status(), Status::NoContent);

    let response = request(b"{}").dispatch().await;
    assert_eq!(response.status(), Status::Unauthorized);
}
