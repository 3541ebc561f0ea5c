//! What all refusals of one kind have in common.

use super::Rejection;
use crate::verdict::PayloadError;

/// The kinds of [`Rejection`], by what their sender learns: see [`Rejection::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// It could not be authenticated, for whatever reason. All of these have one answer: 401,
    /// byte for byte the same.
    Unauthenticated,
    /// The sender does not use its method: 405.
    Method,
    /// The body is too long, too slow, or was cut off: 413, 408 or 400.
    Body,
    /// It is authentic, but not of the type that the handler takes: 400, 415 or 422; or 204 for
    /// events that the handler leaves out.
    Payload,
    /// It cannot be verified or handled now, and the sender is asked to retry.
    Unavailable,
    /// It is authentic, and the replay guard has refused it, or its handler has failed: 422 or 500.
    Delivery,
    /// The app has no verifier where it needs one, or a closed one: 500.
    Misconfigured,
}

impl Rejection {
    /// Its kind, for metrics and for answers of one's own.
    #[must_use]
    pub const fn kind(&self) -> RejectionKind {
        match self.cause() {
            Self::Ambiguous { .. }
            | Self::AmbiguousTarget
            | Self::BodyNotAsAnnounced { .. }
            | Self::DigestMismatch { .. }
            | Self::Expired { .. }
            | Self::Future { .. }
            | Self::HandshakeToken
            | Self::MalformedBody { .. }
            | Self::MalformedId
            | Self::MalformedSignature { .. }
            | Self::MalformedTimestamp
            | Self::MissingComponent { .. }
            | Self::MissingDigest { .. }
            | Self::MissingHeader { .. }
            | Self::MissingInBody { .. }
            | Self::MissingSignature { .. }
            | Self::MissingTimestamp
            | Self::NonceRefused
            | Self::NotAddressed { .. }
            | Self::NotCovered { .. }
            | Self::SignatureMismatch
            | Self::Stale { .. }
            | Self::TooManySignatures { .. }
            | Self::UnclearSender { .. }
            | Self::UnknownKey
            | Self::UnsupportedAlgorithm { .. } => RejectionKind::Unauthenticated,
            Self::MethodNotAllowed { .. } => RejectionKind::Method,
            Self::BodyIncomplete
            | Self::BodyTimeout
            | Self::BodyTooLarge { .. }
            | Self::BodyTooLargeOutside
            | Self::UnreadBody { .. } => RejectionKind::Body, // no cause is of the last one
            Self::Payload(PayloadError::Misconfigured { .. }) => RejectionKind::Misconfigured,
            Self::Payload(_) => RejectionKind::Payload,
            Self::InFlight { .. }
            | Self::KeyUnavailable { .. }
            | Self::Overloaded { .. }
            | Self::StoreUnavailable { .. } => RejectionKind::Unavailable,
            Self::HandlerFailed { .. } | Self::OtherBody => RejectionKind::Delivery,
            Self::Closed { .. } | Self::Misconfigured { .. } | Self::TenantParameter { .. } => {
                RejectionKind::Misconfigured
            }
        }
    }

    /// Whether the request could not be authenticated, for whatever reason. The
    /// [`answer`](Self::answer) is the same for all of these, so it needs to be built only once;
    /// but after [`UnreadBody`](Self::UnreadBody) the connection ends.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.kind() == RejectionKind::Unauthenticated
    }
}
