//! For those who look keys up, and for schemes of code that check by them.
//!
//! An app that has one secret needs nothing of this: [`Key`](crate::Key) and
//! [`KeyRing`](crate::KeyRing) are at the root. Where keys belong to tenants, or come from a
//! database or a URL, implement [`KeyResolver`] and give it to
//! [`VerifierBuilder::resolver`](crate::VerifierBuilder::resolver).

pub use crate::key::{KeySlot, KeyedMacs, Keys, Mac, PreparedKey, SignatureStream, Wildcard};
pub use crate::resolver::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
