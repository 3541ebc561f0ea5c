//! Verifies webhook deliveries: framework-agnostic, streaming, and closed by default.
//!
//! A webhook is an HTTP request that another company's server sends to yours. Anyone
//! can send one; only its signature proves who did. This crate contains everything needed
//! to verify it, and nothing from any web framework. Apps use it through `hookseal`; authors
//! of adapters and providers build on it directly.
//!
//! # The path of a request
//!
//! ```text
//! head ─► Verifier::begin ─► Verification::update(chunk)* ─► Verification::finish ─► VerifiedBody
//!         (engine/verifier.rs)  (engine/verification.rs)                                   │ decode
//!                                                                                       ▼
//!                                                                              VerifiedEvent<T>
//! ```
//!
//! Adapters use [`Verifier::receive`], which follows this path and also looks up keys if
//! there is a [`KeyResolver`](keys::KeyResolver). They keep the request, and pass its head to each poll.
//!
//! A request that the head alone disqualifies is refused there: none of its body is kept or
//! hashed. The refusal is returned after the body has been read and discarded, within
//! [`limits`], so that no connection is reset while a client still writes to it.
//! Each chunk is hashed as it arrives and stored once. After the last byte only the
//! comparison remains. A replay guard (the crate `hookseal-replay`), if the app uses one, then lets each delivery be
//! handled once. Every refusal is a [`Rejection`], which tells the log why; the sender gets
//! an [`Answer`](adapter::Answer), which says much less.
//!
//! # Example
//!
//! ```
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::signing::{Delivery, Signer};
//!
//! // The sender's documentation as data.
//! const ACME: Scheme = Scheme::new(
//!     "acme",
//!     Algorithm::HmacSha256,
//!     SignatureField::prefixed(HeaderName::from_static("Acme-Signature"), "sha256=").hex(),
//! );
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::builder(ACME)
//!     .key(Secret::new("6f1d9a52c3e84b70a1f5")?)
//!     .build()?;
//!
//! // In a test, sign as the sender would.
//! let signer = Signer::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
//! let delivery = signer.sign(&Delivery::new(r#"{"order":7}"#))?;
//!
//! #[derive(serde::Deserialize)]
//! struct Placed {
//!     order: u32,
//! }
//! let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
//! let event = outcome.event().ok_or("a handshake")?.decode::<Placed>()?;
//! assert_eq!(event.payload().order, 7);
//! # Ok(())
//! # }
//! ```

pub mod adapter;
mod crypto;
mod encoding;
mod engine;
mod error;
mod event;
pub mod guard;
pub mod handshake;
mod header_name;
mod inline;
mod json;
mod key;
pub mod keys;
pub mod limits;
mod request;
mod resolver;
pub mod scheme;
mod schemes;
pub mod signing;
pub mod time;
pub mod trace;
mod verdict;
mod writing;

pub use self::crypto::Algorithm;
pub use self::engine::{
    Outcome, Payload, Raw, VerifiedBody, VerifiedEvent, Verifier, VerifierBuilder,
};
pub use self::error::ConfigError;
pub use self::event::Attribute;
pub use self::json::{from_json, from_json_object};
pub use self::key::{Key, KeyRing, PublicKey, Secret};
pub use self::resolver::Tenant;
#[cfg(feature = "httpsig")]
pub use self::schemes::httpsig;
#[cfg(feature = "jwt")]
pub use self::schemes::jwt;
pub use self::schemes::{BodyCoverage, Freshness};
pub use self::time::UnixTime;
pub use self::verdict::{PayloadError, Rejection, RejectionKind};
