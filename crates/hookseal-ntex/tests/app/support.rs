//! A sender, and its requests.

use std::fmt::Debug;

use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Verifier};
use ntex::http::Request;
use ntex::service::{Pipeline, Service};
use ntex::web::WebResponse;
use ntex::web::test::{TestRequest, read_body};

pub(crate) const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
);

pub(crate) const SECRET: &str = "6f1d9a52c3e84b70a1f5";
pub(crate) const OTHER_SECRET: &str = "0b8e4a6d2f7c41938e5a";
pub(crate) const ORDER: &str = "{\"order\":7}";

pub(crate) fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(ACME, secret()).unwrap()
}

/// Signed for one target, sent to another.
pub(crate) fn signed_by(
    scheme: Scheme,
    key: &str,
    target: &str,
    sent: &str,
    body: impl AsRef<[u8]>,
) -> TestRequest {
    let signer = Signer::new(scheme, Secret::new(key).unwrap()).unwrap();
    let body = body.as_ref();
    let delivery = signer.sign(&Delivery::new(body).target(target)).unwrap();
    let request = TestRequest::post().uri(sent).set_payload(body.to_vec());
    let request = request.header("content-type", "application/json");
    delivery.headers().fold(request, |request, (name, value)| {
        request.header(name, value)
    })
}

pub(crate) fn signed(target: &str, body: impl AsRef<[u8]>) -> TestRequest {
    signed_by(ACME, SECRET, target, target, body)
}

pub(crate) fn unsigned(target: &str) -> TestRequest {
    TestRequest::post().uri(target).set_payload("{}")
}

pub(crate) async fn answer<S>(app: &Pipeline<S>, request: TestRequest) -> WebResponse
where
    S: Service<Request, Response = WebResponse>,
    S::Error: Debug,
{
    app.call(request.to_request()).await.unwrap()
}

pub(crate) async fn status<S>(app: &Pipeline<S>, request: TestRequest) -> u16
where
    S: Service<Request, Response = WebResponse>,
    S::Error: Debug,
{
    answer(app, request).await.status().as_u16()
}

pub(crate) async fn text<S>(app: &Pipeline<S>, request: TestRequest) -> String
where
    S: Service<Request, Response = WebResponse>,
    S::Error: Debug,
{
    let body = read_body(answer(app, request).await).await;
    String::from_utf8(body.to_vec()).unwrap()
}

/// The reason in a response's extensions.
pub(crate) fn why(response: &WebResponse) -> Option<Rejection> {
    response.response().extensions().get().cloned()
}
