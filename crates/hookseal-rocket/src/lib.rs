//! Verified webhooks as Rocket data guards, and layers around routes.
//!
//! One layer around the routes, one data guard in the handler:
//!
//! ```
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_rocket::{Webhook, WebhookLayer};
//! use rocket::http::Status;
//! use rocket::{post, routes};
//! # use hookseal_core::ConfigError;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! #[post("/acme", data = "<event>")]
//! fn on_order(event: Webhook<Placed>) -> Status {
//!     println!("order {}", event.payload().order);
//!     Status::NoContent
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
//! let hooks = WebhookLayer::new(verifier).around(routes![on_order]);
//! let rocket = rocket::build().mount("/hooks", hooks);
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! A handler that takes [`Webhook`] cannot run without a layer.
//!
//! Or without a layer, with the verifier in a fairing: see [`VerifyWebhook`].
mod chunks;
mod delivery;
mod head;
mod keep_target;
mod layer;
mod receive;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod verify_webhook;
mod webhook;

pub use self::delivery::refusal;
pub use self::keep_target::KeepTarget;
pub use self::layer::WebhookLayer;
pub use self::rejection::WebhookRejection;
#[cfg(feature = "replay")]
pub use self::replay::{Guarded, ReplayLayer};
pub use self::verify_webhook::{VerifyWebhook, WebhookFairing};
pub use self::webhook::Webhook;
#[doc(inline)]
pub use hookseal_core::verifiers;
