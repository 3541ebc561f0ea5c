//! A tower layer that verifies webhooks: the inner service sees only requests with a valid
//! signature.
//!
//! Everything that is not tower's own (heads, bodies, refusals) is
//! [`hookseal-http`](https://docs.rs/hookseal-http)'s, and named here as well.
//!
//! ```
//! use bytes::Bytes;
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::VerifiedBody;
//! use hookseal_core::signing::{Delivery, Signer};
//! use hookseal_tower::WebhookLayer;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! const ACME: Scheme = Scheme::new(
//!     "acme",
//!     Algorithm::HmacSha256,
//!     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
//! );
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::builder(ACME)
//!     .key(Secret::new("6f1d9a52c3e84b70a1f5")?)
//!     .build()?;
//! let service = ServiceBuilder::new()
//!     .layer(WebhookLayer::new(verifier))
//!     .service(service_fn(async |request: Request<Full<Bytes>>| {
//!         let event = request.extensions().get::<VerifiedBody>().cloned();
//!         let answer = event.map_or_else(Bytes::new, |event| event.bytes().clone());
//!         Ok::<_, std::convert::Infallible>(Response::new(Full::new(answer)))
//!     }));
//!
//! let forged = Request::post("/").body(Full::from("{}"))?;
//! assert_eq!(service.clone().oneshot(forged).await?.status(), 401);
//!
//! let signer = Signer::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
//! let signed = signer.sign(&Delivery::new("{}"))?;
//! let mut request = Request::post("/");
//! for (name, value) in signed.headers() {
//!     request = request.header(name, value);
//! }
//! let answer = service.oneshot(request.body(Full::from("{}"))?).await?;
//! assert_eq!(answer.status(), 200);
//! # Ok(())
//! # }
//! ```

mod future;
mod keep_target;
mod layer;
#[cfg(feature = "replay")]
mod replay;
mod service;
mod timer;

pub use self::future::ResponseFuture;
pub use self::keep_target::{KeepTarget, KeepTargetLayer};
pub use self::layer::WebhookLayer;
#[cfg(feature = "replay")]
pub use self::replay::{ReplayFuture, ReplayLayer, ReplayService};
pub use self::service::WebhookService;
pub use self::timer::TokioSleep;
pub use hookseal_http::{
    BodyChunks, FullBody, HttpHead, Rebuild, ResponseBody, SameBody, received_target, refusal,
};
