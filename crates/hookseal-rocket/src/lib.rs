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
//! A handler that takes [`Webhook`] cannot run without a layer. Routes of other senders have
//! layers of their own, and routes without webhooks have none.
//!
//! Or without a layer, with the verifier in a fairing: see [`VerifyWebhook`].
//!
//! # Limits of Rocket
//!
//! - Only the data guard of a handler can read the data of a request. So [`Webhook`] verifies, and
//!   not the layer, and no other guard reads the same bytes: they are in the event. A handler
//!   inside a layer that takes another data guard runs for forgeries, too; the layer answers 500
//!   in its place, for every request.
//! - Request guards of a handler are asked before its data guard, so before anything is verified.
//! - Before Rocket routes a request it waits for the first 14 bytes of its data, to look for a
//!   form's `_method`, or for all of it if it is shorter. It waits without a deadline: the
//!   verifier's `read_timeout`, the freshness of the timestamp, the keys of the request and a
//!   refusal by its head count from then on. Put Rocket behind a proxy that limits how long a
//!   client may take.
//! - If the data of a form begins with `_method=`, Rocket changes the method of the request.
//! - Routes are for one method. Rocket answers others with 404, before any layer, and methods
//!   that it does not know with 400: see [`WebhookLayer::also_by`] for senders that ask by GET.
//!   A HEAD request to a route for GET counts as GET.
//! - Header lines that are not UTF-8 are dropped before a layer can see them.
//! - Outside of a layer a refusal is an error for Rocket's catchers, unless the handler takes a
//!   `Result` and answers, or a [`WebhookFairing`] is attached, which answers for all of the app.
//! - `Option<Webhook<T>>` and `Option<VerifyWebhook<T>>` are Rocket's own, and `None` for every
//!   refusal, also of a wrong signature. Take a `Result` to see the reason.
//! - Rocket adds its own headers to answers (`Shield`, `Server`).
//! - Clones of a request of `rocket::local` share their local cache, and with it the target as
//!   received. In tests make a request of its own for each.

mod answer;
mod chunks;
mod delivery;
#[cfg(feature = "replay")]
mod guarding;
mod head;
mod keep_target;
mod layer;
mod receive;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod verify_webhook;
mod verifying;
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
