//! Verified webhooks as actix-web middleware and extractor.
//!
//! One `wrap` on the route, one extractor in the handler:
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//! use hookseal_actix::{Webhook, WebhookLayer};
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
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
//!         .wrap(WebhookLayer::new(verifier))
//!         .route(web::post().to(on_order)),
//! );
//! # Ok::<(), ConfigError>(())
//! ```
//!
//! Or without middleware, with the verifier in the app's data: see [`Webhook`].

mod chunks;
mod encoding;
mod event_router;
mod facts;
mod future;
mod head;
mod keep_target;
mod middleware;
mod rejection;
#[cfg(feature = "replay")]
mod replay;
mod room;
mod webhook;

pub use hookseal_core::verifiers;

pub use self::chunks::PayloadChunks;
pub use self::event_router::EventRouter;
pub use self::future::ResponseFuture;
pub use self::head::ActixHead;
pub use self::keep_target::{KeepTarget, KeepTargetMiddleware};
pub use self::middleware::{WebhookLayer, WebhookMiddleware};
pub use self::rejection::{WebhookRejection, refusal};
#[cfg(feature = "replay")]
pub use self::replay::{ReplayFuture, ReplayLayer, ReplayMiddleware};
pub use self::webhook::{Extracting, Webhook};
