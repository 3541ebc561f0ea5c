//! Verified webhooks as salvo middleware and extractors.
//!
//! One hoop on the router, one extractor in the handler:
//!
//! ```
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_salvo::{Webhook, WebhookLayer};
//! use salvo::prelude::*;
//! # use hookseal_core::ConfigError;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! #[handler]
//! async fn on_order(event: Webhook<Placed>) -> StatusCode {
//!     println!("order {}", event.payload().order);
//!     StatusCode::NO_CONTENT
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
//! let router = Router::with_path("hooks")
//!     .hoop(WebhookLayer::new(verifier))
//!     .push(Router::with_path("acme").post(on_order));
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! A hoop covers its router and everything that is pushed into it, no matter when; a handler
//! that takes [`Webhook`] cannot run without one.
//!
//! Or without middleware, with the verifier in the depot: see [`VerifyWebhook`].
//!
//! # Limits of salvo
//!
//! - It routes by method before any hoop runs. If a sender asks by GET and delivers by POST,
//!   give the route a `goal` instead of a `post`, so that the handshake reaches the middleware.
//! - The macro `#[handler]` answers 400 if an extractor answers anything else than an error, so
//!   a handshake is answered by [`WebhookLayer`] only, not by a [`VerifyWebhook`] among a
//!   handler's arguments. A handler that calls `extract` itself can answer it: see
//!   [`WebhookRejection`].
//! - A tuple of handlers runs one after the other, whatever the first has decided. Middleware
//!   that has no handler after it in its chain, as in a tuple, answers 500 and lets nothing
//!   through.
//! - Of two path parameters of one name salvo keeps the inner one.
//! - If a handler inside a `ReplayLayer` panics, the depot and the response that it had are
//!   lost. Hoops further out find the request's head, an empty depot, and the answer 500.

mod head;
mod keep_target;
mod layer;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod verify_webhook;
mod webhook;

pub use self::keep_target::KeepTarget;
pub use self::layer::WebhookLayer;
pub use self::rejection::WebhookRejection;
#[cfg(feature = "replay")]
pub use self::replay::ReplayLayer;
pub use self::verify_webhook::VerifyWebhook;
pub use self::webhook::Webhook;
#[doc(inline)]
pub use hookseal_core::verifiers;
