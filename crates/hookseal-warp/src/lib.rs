//! Verified webhooks as warp filters.
//!
//! One filter verifies and extracts the event:
//!
//! ```no_run
//! use hookseal_core::{Algorithm, Secret, VerifiedEvent, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_warp::{answer_rejection, verify_webhook};
//! use warp::Filter;
//! use warp::http::StatusCode;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! # const ACME: Scheme = Scheme::new(
//! #     "acme",
//! #     Algorithm::HmacSha256,
//! #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
//! # );
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::new(ACME, Secret::new(std::env::var("ACME_SECRET")?)?)?;
//! let hooks = warp::path!("hooks" / "acme")
//!     .and(verify_webhook(verifier))
//!     .map(|event: VerifiedEvent<Placed>| {
//!         println!("order {}", event.payload().order);
//!         StatusCode::NO_CONTENT
//!     })
//!     .recover(answer_rejection);
//! warp::serve(hooks).run(([127, 0, 0, 1], 3000)).await;
//! # Ok(())
//! # }
//! ```
//!
//! A refusal is a warp rejection, and [`answer_rejection`] turns it into the response: **put
//! it on each verified route**, before `or`. Without it warp answers 500, and after `or` the
//! refused request tries the next route: one that reads the body finds it taken, but one that
//! reads none runs. Do not put `warp::post()` before [`verify_webhook`] if the sender's handshake
//! is a GET: the verifier checks the method.
//!
//! # As a layer
//!
//! A [`WebhookLayer`] verifies before any filter runs, so that no route is left out. It is tower
//! middleware, and `warp::service` makes a service of filters that any hyper server takes; in
//! them, [`webhook`] extracts the event. The replay guard (feature `replay`) is such a layer, too:
//!
//! ```
//! use hookseal_core::{VerifiedEvent, Verifier};
//! use hookseal_warp::{WebhookLayer, answer_rejection, webhook};
//! use tower::ServiceBuilder;
//! use warp::Filter;
//!
//! # fn service(verifier: Verifier) {
//! let hooks = warp::path!("hooks" / "acme")
//!     .and(webhook())
//!     .map(|event: VerifiedEvent<serde_json::Value>| format!("{}", event.payload()))
//!     .recover(answer_rejection);
//! let service = ServiceBuilder::new()
//!     .layer(WebhookLayer::new(verifier))
//!     // .layer(ReplayLayer::new(guard))
//!     .service(warp::service(hooks));
//! # let _ = |request: warp::http::Request<http_body_util::Full<bytes::Bytes>>| {
//! #     tower::ServiceExt::oneshot(service, request)
//! # };
//! # }
//! ```
//!
//! # Limits
//!
//! - Parameters of a path have no names in warp, so the tenant is a segment by its position
//!   ([`VerifyWebhook::tenant_segment`]).
//! - `verify_webhook` copies the request's headers, since no filter can borrow them.

mod layer;
mod received;
mod rejection;
mod tenant;
mod verify_webhook;
mod webhook;

pub use self::layer::WebhookLayer;
pub use self::rejection::{WebhookRejection, answer_rejection};
pub use self::verify_webhook::{VerifyWebhook, verify_webhook};
pub use self::webhook::webhook;
pub use hookseal_http::received_target;
pub use hookseal_tower::{KeepTarget, KeepTargetLayer};
#[cfg(feature = "replay")]
pub use hookseal_tower::{ReplayFuture, ReplayLayer, ReplayService};
