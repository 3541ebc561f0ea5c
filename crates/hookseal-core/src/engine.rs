//! A request on its way: in by one door, out only by a signature that holds.
//!
//! `verifier` has the door and what all requests share, `verification` the state of one request,
//! `receive` polls it while the body arrives, and `verified` is what comes out.

mod body;
mod facts;
mod handlers;
mod holder;
mod known;
mod outcome;
mod payload;
pub(crate) mod receive;
pub(crate) mod verified;
pub(crate) mod verifier;
mod webhook_rejection;

pub use self::facts::{Facts, TakenOff, TenantFound, ToldHead, VerifiedTarget};
pub use self::handlers::Handlers;
pub use self::holder::VerifierHolder;
pub use self::known::{Known, Owner};
pub use self::outcome::Outcome;
pub use self::payload::{Payload, Raw};
pub use self::receive::{Receiving, Refusing, WithHead};
pub use self::verified::{VerifiedBody, VerifiedEvent};
pub use self::verifier::{Begun, Verification, Verifier, VerifierBuilder};
