//! Verified webhooks as ntex middleware and extractors.
//!
//! One middleware on the route, one extractor in the handler:
//!
//! ```
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_ntex::{Webhook, WebhookLayer};
//! use ntex::web::{self, App, HttpResponse};
//! # use hookseal_core::ConfigError;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! async fn on_order(Webhook(event): Webhook<Placed>) -> HttpResponse {
//!     println!("order {}", event.payload().order);
//!     HttpResponse::NoContent().finish()
//! }
//!
//! # const ACME: Scheme = Scheme::new(
//! #     "acme",
//! #     Algorithm::HmacSha256,
//! #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
//! # );
//! let verifier = Verifier::builder(ACME)
//!     .key(Secret::new("6f1d9a52c3e84b70a1f5")?)
//!     .build()?;
//! let app = App::new().service(
//!     web::resource("/hooks/acme")
//!         .middleware(WebhookLayer::new(verifier))
//!         .route(web::post().to(on_order)),
//! );
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! On a scope the middleware covers everything in it, including routes that are added after it;
//! a handler that takes [`Webhook`] cannot run without it.
//!
//! Or without middleware, with the verifier in the app's state: see [`VerifyWebhook`].
//!
//! # Limits of ntex
//!
//! - `Option<Webhook<T>>` and `Option<VerifyWebhook<T>>` are ntex's own, and `None` for every
//!   refusal, also of a wrong signature. Take `Result<VerifyWebhook<T>, WebhookRejection>` to see
//!   the reason.
//! - ntex's own extractors have limits of their own, whatever the verifier's, and answer 400 or 413
//!   beyond them: 256 KiB for `Bytes` and `String`, 32 KiB for `Json`, 16 KiB for `Form`. For
//!   larger webhooks raise them by a `PayloadConfig`, `JsonConfig` or `FormConfig` in the app's
//!   state, or take [`Webhook`], which has only the verifier's.
//! - A path parameter whose pattern ends in `*` is not decoded by ntex, so it names a tenant as it
//!   was sent. All others are decoded; if one is not UTF-8 then, its route does not match.
//! - ntex takes no trailers. It answers a body with trailers, or with broken framing, by itself
//!   with 400; the log has hookseal's refusal too.
//! - After a handler that panics or hangs inside a `ReplayLayer`, middleware further out finds the
//!   request's method, URI and version, but neither its headers nor its peer.
//! - At the log level `trace` ntex writes the heads of all requests, with their signatures. Keep
//!   the targets that begin with `ntex` at `debug`.
//! - HTTP/2 needs TLS in ntex.

mod chunks;
mod facts;
mod head;
mod keep_target;
mod layer;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod verify_webhook;
mod webhook;

pub use self::keep_target::{KeepTarget, KeepTargetMiddleware};
pub use self::layer::{WebhookLayer, WebhookMiddleware};
pub use self::rejection::{WebhookRejection, refusal};
#[cfg(feature = "replay")]
pub use self::replay::{ReplayLayer, ReplayMiddleware};
pub use self::verify_webhook::VerifyWebhook;
pub use self::webhook::Webhook;
#[doc(inline)]
pub use hookseal_core::verifiers;
