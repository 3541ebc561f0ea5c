//! Verified webhooks as axum extractors.
//!
//! One layer on the route, one extractor in the handler:
//!
//! ```
//! use axum::{Router, http::StatusCode, routing::post};
//! use hookseal_axum::{Webhook, WebhookLayer};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! # use hookseal_core::ConfigError;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//!
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
//! let app: Router = Router::new()
//!     .route("/hooks/acme", post(on_order))
//!     .route_layer(WebhookLayer::new(verifier));
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! A layer wraps only the routes that were added before it. A handler that takes [`Webhook`]
//! cannot run without one; to make other handlers as safe, use a [`WebhookRouter`], which puts
//! the layer around every route, no matter when it is added.
//!
//! Or without a layer, with the verifier in the state: see [`VerifyWebhook`].

mod event_router;
mod layer;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod room;
mod router;
mod verifiers;
mod verify_webhook;
mod webhook;

pub use self::event_router::EventRouter;
pub use self::layer::{AxumBody, WebhookLayer, received_target};
pub use self::rejection::WebhookRejection;
#[cfg(feature = "replay")]
pub use self::replay::ReplayLayer;
pub use self::room::WithRoom;
pub use self::router::WebhookRouter;
pub use self::verify_webhook::VerifyWebhook;
pub use self::webhook::Webhook;
pub use hookseal_tower::{KeepTarget, KeepTargetLayer};

/// Names that macros of this crate use.
#[doc(hidden)]
pub mod private {
    pub use axum::extract::FromRef;
    pub use hookseal_core::verifiers;
}
