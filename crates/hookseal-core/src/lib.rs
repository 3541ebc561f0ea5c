//! Verifies webhook deliveries: framework-agnostic, streaming, and closed by default.
//!
//! A webhook is an HTTP request that another company's server sends to yours. Anyone
//! can send one; only its signature tells. This crate holds everything that verifying
//! needs and nothing of any web framework. Apps use it through `hookseal`; authors of
//! adapters and providers build on it directly.
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
//! Adapters walk this path by [`Verifier::receive`], which also looks up keys first where
//! a [`KeyResolver`](keys::KeyResolver) has them. They keep the request, and show its head at each poll.
//!
//! What the head alone can tell refuses a request there: nothing of its body is kept or
//! hashed. The refusal is given out once the body has been read and thrown away, within
//! [`limits`], so that no connection is reset that a client still writes to.
//! Each chunk is hashed as it arrives and kept once. After the last byte only the
//! comparison remains. A [`replay`] guard then has each delivery handled once, where an app
//! wants one. Every refusal is a [`Rejection`], which says why, to logs; the
//! sender gets an [`Answer`](adapter::Answer), which says much less.
//!
//! # Example
//!
//! ```
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//! use hookseal_core::signing::{Delivery, Signer};
//!
//! // What the sender's documentation says, as data.
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
//! let event = verifier
//!     .verify(&delivery, delivery.body().to_vec())?
//!     .decode::<Placed>()?;
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
pub mod handshake;
mod header_name;
mod inline;
mod json;
mod key;
pub mod keys;
pub mod limits;
#[cfg(feature = "replay")]
pub mod replay;
mod request;
mod resolver;
pub mod scheme;
mod schemes;
pub mod signing;
pub mod time;
mod verdict;
mod writing;

pub use self::crypto::Algorithm;
pub use self::engine::{Payload, Raw, VerifiedBody, VerifiedEvent, Verifier, VerifierBuilder};
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
pub use self::verdict::{PayloadError, Rejection};
