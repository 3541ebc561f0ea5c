//! Why a delivery cannot be written.

use crate::verdict::Rejection;

/// Why a delivery cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The scheme signs the event id.
    #[error("the scheme signs an event id, but the delivery has none")]
    NoEventId,
    /// The scheme signs the URL.
    #[error("the scheme signs the URL; set the signer's `public_url` to the receiver's")]
    NoPublicUrl,
    /// The scheme has room for one signature only.
    #[error("the scheme signs with exactly one key")]
    OneKeyOnly,
    /// The scheme says how its deliveries are verified, but not how they are written.
    #[error(
        "this scheme can only verify: implement `SignatureScheme::write`, or for RFC 9421 use `httpsig::MessageSigner`"
    )]
    VerifiesOnly,
    /// A part of the message is missing or malformed.
    #[error("the delivery cannot be signed: {0}")]
    Unsignable(String),
}

/// The scheme itself refuses the delivery.
impl From<Rejection> for SignError {
    fn from(rejection: Rejection) -> Self {
        Self::Unsignable(rejection.to_string())
    }
}
