//! A sender, and requests as poem's server makes them.

use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Secret, Verifier};
use poem::http::uri::Scheme as UriScheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Body, Endpoint, Request, RequestParts, Response};

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
    body: &str,
) -> Request {
    let signer = Signer::new(scheme, Secret::new(key).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(body).target(target)).unwrap();
    let mut request = http::Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    received(request.body(body.to_owned()).unwrap())
}

pub(crate) fn signed(target: &str, body: &str) -> Request {
    signed_by(ACME, SECRET, target, target, body)
}

pub(crate) fn unsigned(target: &str) -> Request {
    received(http::Request::post(target).body("{}".to_owned()).unwrap())
}

/// As the server has it, which poem's own builders of requests do not keep the URI for.
pub(crate) fn received(request: http::Request<String>) -> Request {
    let (parts, body) = request.into_parts();
    let parts = (
        parts,
        LocalAddr::default(),
        RemoteAddr::default(),
        UriScheme::HTTP,
    );
    Request::from_parts(RequestParts::from(parts), Body::from_string(body))
}

pub(crate) async fn answer(app: &impl Endpoint, request: Request) -> Response {
    app.get_response(request).await
}

pub(crate) async fn status(app: &impl Endpoint, request: Request) -> u16 {
    answer(app, request).await.status().as_u16()
}

pub(crate) async fn text(response: Response) -> String {
    response.into_body().into_string().await.unwrap()
}
