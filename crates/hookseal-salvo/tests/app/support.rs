//! A sender, and requests as salvo's server makes them.

use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, Signer};
use hookseal_core::{Algorithm, Rejection, Secret, Verifier};
use salvo::http::uri::Scheme as UriScheme;
use salvo::prelude::*;
use salvo::test::ResponseExt as _;

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
) -> http::Request<String> {
    let signer = Signer::new(scheme, Secret::new(key).unwrap()).unwrap();
    let delivery = signer.sign(&Delivery::new(body).target(target)).unwrap();
    let mut request = http::Request::post(sent);
    for (name, value) in delivery.headers() {
        request = request.header(name, value);
    }
    request.body(body.to_owned()).unwrap()
}

pub(crate) fn signed(target: &str, body: &str) -> http::Request<String> {
    signed_by(ACME, SECRET, target, target, body)
}

pub(crate) fn unsigned(target: &str) -> http::Request<String> {
    http::Request::post(target).body("{}".to_owned()).unwrap()
}

pub(crate) async fn answer(app: &Service, request: http::Request<String>) -> Response {
    app.handle(Request::from_hyper(request, UriScheme::HTTP))
        .await
}

pub(crate) async fn status(app: &Service, request: http::Request<String>) -> u16 {
    let answer = answer(app, request).await;
    answer.status_code.unwrap().as_u16()
}

pub(crate) async fn text(mut response: Response) -> String {
    response.take_string().await.unwrap()
}

/// Why a request was refused, as hoops further out find it.
pub(crate) fn why(response: &Response) -> String {
    let rejection = response.extensions.get::<Rejection>();
    rejection.map(Rejection::to_string).unwrap_or_default()
}

/// A hoop that puts something into the depot.
pub(crate) struct Put<T>(pub(crate) T);

#[async_trait]
impl<T: Clone + Send + Sync + 'static> Handler for Put<T> {
    async fn handle(&self, _: &mut Request, depot: &mut Depot, _: &mut Response, _: &mut FlowCtrl) {
        depot.insert_typed(self.0.clone());
    }
}
