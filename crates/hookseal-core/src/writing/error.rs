//! Why a delivery cannot be written.

use crate::verdict::Rejection;

/// Why a delivery cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The scheme signs the event id.
    #[error("the scheme signs an event id; give the delivery one")]
    NoEventId,
    /// The scheme signs the URL.
    #[error("the scheme signs the URL; give the signer the receiver's `public_url`")]
    NoPublicUrl,
    /// The scheme has room for one signature only.
    #[error("the scheme signs with one key only")]
    OneKeyOnly,
    /// The scheme says how its deliveries are verified, but not how they are written.
    #[error(
        "the scheme does not say how its deliveries are written: implement `SignatureScheme::write`, or for RFC 9421 use `httpsig::MessageSigner`"
    )]
    VerifiesOnly,
    /// A part of the message is missing or malformed.
    #[error("the delivery cannot be signed: {0}")]
    Unsignable(String),
}

/// What is written is refused by the scheme itself.
impl From<Rejection> for SignError {
    fn from(rejection: Rejection) -> Self {
        Self::Unsignable(rejection.to_string())
    }
}
