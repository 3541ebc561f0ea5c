//! Verified webhooks as poem middleware and extractors.
//!
//! One middleware around the endpoint, one extractor in the handler:
//!
//! ```
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_poem::{Webhook, WebhookLayer};
//! use poem::http::StatusCode;
//! use poem::{EndpointExt, Route, handler, post};
//! # use hookseal_core::ConfigError;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
//! #[handler]
//! async fn on_order(Webhook(event): Webhook<Placed>) -> StatusCode {
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
//! let app = Route::new().at("/hooks/acme", post(on_order).with(WebhookLayer::new(verifier)));
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! Around a whole `Route`, the middleware covers everything in it, including routes that are
//! added to it later; a handler that takes [`Webhook`] cannot run without it.
//!
//! Or without middleware, with the verifier in the app's data: see [`VerifyWebhook`].
//!
//! # Limits of poem
//!
//! - `Option<Webhook<T>>` and `Option<VerifyWebhook<T>>` are poem's own, and `None` for every
//!   refusal, also of a wrong signature. Take `Result<VerifyWebhook<T>>` to see the reason.
//! - Nested routes (`Route::nest`) answer a path that is not UTF-8 with 400, before any
//!   middleware within. The log then has no line of hookseal's.
//! - Requests of poem's `TestClient` and `Request::builder` have no original URI. In tests of a
//!   sender that signs the URL, make them of `RequestParts::from`, or send them to a server.
//! - A response that poem makes of a handler's error has no
//!   [`Rejection`](hookseal_core::Rejection) among its extensions, unless the error is from an
//!   extractor of this crate. The error itself is a [`WebhookRejection`] in both cases, which
//!   `poem::Error::downcast_ref` finds.

mod head;
mod layer;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod tenant;
mod verify_webhook;
mod webhook;

pub use self::layer::{WebhookEndpoint, WebhookLayer};
pub use self::rejection::WebhookRejection;
#[cfg(feature = "replay")]
pub use self::replay::{ReplayEndpoint, ReplayLayer};
pub use self::verify_webhook::VerifyWebhook;
pub use self::webhook::Webhook;
#[doc(inline)]
pub use hookseal_core::verifiers;
