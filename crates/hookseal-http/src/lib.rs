//! Verified webhooks for whatever speaks [`http`] 1.x: what the adapters of frameworks share.
//!
//! It knows requests, bodies and responses of `http` and `http-body`, but no runtime, no tower
//! and no framework. `hookseal-tower` and `hookseal-axum` are built on it, and so can an adapter
//! of your own be:
//!
//! | step | here |
//! |---|---|
//! | the head, as the verifier sees it | [`HttpHead`] |
//! | the body, as it arrives | [`BodyChunks`] |
//! | what the app has to say besides: the target, the tenant | [`Options`] and its [`Facts`] |
//! | the verified request, for the handler | [`Facts::pass_on`], [`Rebuild`] |
//! | the refusal, for the sender | [`refusal`], [`ResponseBody`] |
//! | the error of extractors | [`webhook_rejection!`] |
//!
//! Without any framework, by whatever way to sleep the runtime has:
//!
//! ```
//! use bytes::Bytes;
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::signing::{Delivery, Signer};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_http::{BodyChunks, HttpHead, event_or_response};
//! use http::{Request, Response};
//! use http_body_util::Full;
//!
//! async fn answer(verifier: &Verifier, request: Request<Full<Bytes>>) -> Response<Full<Bytes>> {
//!     let (parts, body) = request.into_parts();
//!     let receiving = verifier.receive(BodyChunks::new(body), tokio::time::sleep);
//!     match event_or_response(receiving.with_head(HttpHead::new(&parts)).await) {
//!         Ok(verified) => Response::new(Full::new(verified.bytes().clone())),
//!         Err(response) => response,
//!     }
//! }
//!
//! const ACME: Scheme = Scheme::new(
//!     "acme",
//!     Algorithm::HmacSha256,
//!     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
//! );
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = || Secret::new("6f1d9a52c3e84b70a1f5");
//! let verifier = Verifier::new(ACME, secret()?)?;
//!
//! let forged = Request::post("/").body(Full::from("{}"))?;
//! assert_eq!(answer(&verifier, forged).await.status(), 401);
//!
//! let signed = Signer::new(ACME, secret()?)?.sign(&Delivery::new("{}"))?;
//! let mut request = Request::post("/");
//! for (name, value) in signed.headers() {
//!     request = request.header(name, value);
//! }
//! let genuine = request.body(Full::from("{}"))?;
//! assert_eq!(answer(&verifier, genuine).await.status(), 200);
//! # Ok(())
//! # }
//! ```

mod body;
mod encoding;
mod facts;
mod head;
mod options;
mod rebuild;
mod rejection;
mod response;
mod target;

pub use self::body::{BodyChunks, BoxError, body_rejection};
pub use self::encoding::TakenOff;
pub use self::facts::Facts;
pub use self::head::HttpHead;
pub use self::options::Options;
pub use self::rebuild::{FullBody, Rebuild, SameBody};
pub use self::response::{
    OwnResponse, ResponseBody, bytes_of, event_or_response, refusal, respond,
};
pub use self::target::{keep_target, own_target, received_target};
pub use hookseal_core::adapter::TenantFound;

/// Names that macros of this crate use.
#[doc(hidden)]
pub mod private {
    pub use hookseal_core::webhook_rejection;
}
