//! Deliveries as their senders write them, for tests and for those who send.

mod delivery;
mod draft;
mod error;
pub(crate) mod json;
mod key;
#[cfg(feature = "aws-lc")]
mod pair;
#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
mod private;

pub use self::delivery::{Delivery, SignedDelivery};
pub(crate) use self::draft::{By, Seals};
pub use self::draft::{Draft, Forgery};
pub use self::error::SignError;
pub(crate) use self::key::SignerKey;
pub use self::key::SigningMaterial;
#[cfg(any(feature = "aws-lc", feature = "ed25519"))]
pub use self::private::PrivateKey;
