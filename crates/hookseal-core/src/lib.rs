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
//!         (verifier.rs)         (verification.rs)               (verification.rs)       │ decode
//!                                                                                       ▼
//!                                                                              VerifiedEvent<T>
//! ```
//!
//! Adapters use [`Verifier::receive`], which follows this path and also looks up keys if
//! there is a [`KeyResolver`]. They keep the request, and pass its head to each poll.
//!
//! A request that the head alone disqualifies is refused there: none of its body is kept or
//! hashed. The refusal is returned after the body has been read and discarded, within
//! [`limits`], so that no connection is reset while a client still writes to it.
//! Each chunk is hashed as it arrives and stored once. After the last byte only the
//! comparison remains. A [`replay`] guard, if the app uses one, then lets each delivery be
//! handled once. Every refusal is a [`Rejection`], which tells the log why; the sender gets
//! an [`Answer`], which says much less.
//!
//! # Example
//!
//! ```
//! use hookseal_core::{
//!     Algorithm, Delivery, HeaderName, Scheme, Secret, SignatureField, Signer, Verifier,
//! };
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
//! let event = verifier
//!     .verify(&delivery, delivery.body().to_vec())?
//!     .decode::<Placed>()?;
//! assert_eq!(event.payload().order, 7);
//! # Ok(())
//! # }
//! ```

mod algorithm;
mod answer;
mod body;
mod check;
mod clock;
mod error;
mod event;
mod handshake;
mod head;
#[cfg(feature = "httpsig")]
pub mod httpsig;
mod inline;
mod json;
#[cfg(feature = "jwt")]
pub mod jwt;
mod key;
pub mod limits;
mod members;
mod payload;
mod receive;
mod rejection;
#[cfg(feature = "replay")]
pub mod replay;
mod resolver;
mod scheme;
mod sign;
mod token;
mod verification;
mod verifier;

pub use self::algorithm::Algorithm;
pub use self::answer::Answer;
pub use self::check::{
    Authentic, BodyCoverage, Check, Claim, Delivered, Description, HeaderPerKey, Incoming,
    KeyedMacs, Keys, LateTimestamp, Mac, SignatureGroups, SignatureScheme, SignatureStream,
};
pub use self::clock::{Clock, ManualClock, SystemClock, UnixTime};
pub use self::error::ConfigError;
pub use self::event::{Attribute, VerifiedBody, VerifiedEvent};
pub use self::handshake::{Condition, Given, Handshake, JsonIs, OfferedSecret, Reply, Said};
pub use self::head::{HeaderSearch, ReceivedTarget, RequestHead, Single};
pub use self::json::from_json_object;
pub use self::key::{Key, KeyFormat, KeyRing, KeySlot, PreparedKey, PublicKey, Secret, Wildcard};
pub use self::members::{MemberPart, MembersClaim, SignedMembers};
pub use self::payload::{Payload, PayloadError, Raw};
pub use self::receive::{Receiving, WithHead};
pub use self::rejection::{InFlightStatus, Rejection, Sampler};
pub use self::resolver::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Tenant, Unresolved};
pub use self::scheme::{
    Encoding, EventFacts, Freshness, HeaderName, Layout, Outline, Part, Scheme, SchemeWords,
    SignatureField, SignedMessage, Source, Timestamp, TimestampFormat, TimestampPlace,
};
#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
pub use self::sign::PrivateKey;
pub use self::sign::{
    Delivery, Draft, Forgery, SignError, SignedDelivery, Signer, SigningMaterial,
};
pub use self::token::SharedToken;
pub use self::verification::Verification;
pub use self::verifier::{Verifier, VerifierBuilder};
