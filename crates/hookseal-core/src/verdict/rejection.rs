//! Why a request was refused: for logs, metrics and handlers that want to know.
//!
//! The response to the sender is a different matter: see [`Answer`].

mod kind;
mod log;
mod retry_status;
mod sampler;

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use crate::header_name::HeaderName;
use crate::verdict::{Answer, PayloadError};

pub use self::kind::RejectionKind;
pub(crate) use self::log::Samplers;
pub use self::retry_status::RetryStatus;
pub use self::sampler::Sampler;

/// Why a request was refused.
///
/// Its text names the header or the bound concerned, and never a secret, a
/// signature, or the body. It is meant for logs: the response reveals much less.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// A header that must occur once occurs several times, or could be read in two ways.
    #[error("`{field}` is ambiguous: it occurs more than once or can be read in two ways")]
    Ambiguous {
        /// The header's name.
        field: HeaderName,
    },
    /// It has the headers of several of the senders that call this URL, or of none: see
    /// [`Verifier::any_of`](crate::Verifier::any_of).
    #[error(
        "the sender is unclear: the request has the headers of {} of the senders for this URL",
        if *.several { "several" } else { "none" }
    )]
    UnclearSender {
        /// Whether it has the headers of several.
        several: bool,
    },
    /// The request target, which the scheme signs, could be read in two ways.
    #[error(
        "the request target is ambiguous: it contains the separator that follows it, or repeats a parameter"
    )]
    AmbiguousTarget,
    /// Reading the body failed or ended before its announced length.
    #[error(
        "the body ended early or could not be read: the client disconnected, or an outer layer cut it off"
    )]
    BodyIncomplete,
    /// The signature does not match, and the body does not have the length that the head
    /// announces. No server passes that on, so middleware outside the verifier has read or
    /// changed the body.
    #[error(
        "the head announces {announced} bytes but {received} arrived, so middleware has read or changed the body; put the verifier outside it"
    )]
    BodyNotAsAnnounced {
        /// The length that the head announces, in bytes.
        announced: usize,
        /// The length of what came, in bytes.
        received: usize,
    },
    /// The body was not complete within the verifier's deadline.
    #[error("the body was not complete within the deadline")]
    BodyTimeout,
    /// The body is longer than the verifier's limit.
    #[error("the body is longer than the limit of {limit} bytes")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is longer than a layer outside the verifier accepts, such as tower-http's
    /// `RequestBodyLimitLayer`.
    #[error("the body is longer than the limit of a layer outside the verifier")]
    BodyTooLargeOutside,
    /// The verifier was built closed: see [`Verifier::closed`](crate::Verifier::closed).
    #[error("misconfigured: the verifier is closed: {reason}")]
    Closed {
        /// The app's reason.
        reason: Arc<str>,
    },
    /// A digest in the head does not match the body (RFC 9530).
    #[error("`{header}` does not match the body; one of them was changed in transit")]
    DigestMismatch {
        /// The header's name.
        header: HeaderName,
    },
    /// The signature has expired (RFC 9421, parameter `expires`).
    #[error("the signature expired {ago_secs} s ago")]
    Expired {
        /// Seconds since then, by the verifier's clock.
        ago_secs: u64,
    },
    /// The signed timestamp is too far in the future.
    #[error(
        "the timestamp is {ahead_secs} s in the future, more than the {allowed_secs} s allowed; check this server's clock and the timestamp's unit"
    )]
    Future {
        /// Seconds ahead of the verifier's clock.
        ahead_secs: u64,
        /// Seconds allowed.
        allowed_secs: u64,
    },
    /// The handler of a guarded delivery did not respond; the delivery is released.
    #[error("the handler did not respond: {reason}")]
    HandlerFailed {
        /// The cause.
        reason: &'static str,
    },
    /// A handshake's token is not the configured one.
    #[error(
        "the handshake's token is not the configured one; enter the value of `handshake_token` at the sender"
    )]
    HandshakeToken,
    /// The delivery is already being processed by another run.
    #[error(
        "the delivery is already being processed; the sender should retry in {retry_after_secs} s"
    )]
    InFlight {
        /// How the sender is asked to.
        status: RetryStatus,
        /// When the sender may retry, in seconds.
        retry_after_secs: u64,
    },
    /// The key lookup for this request failed.
    #[error("the key lookup failed: {reason}")]
    KeyUnavailable {
        /// Why, from the resolver.
        reason: String,
        /// How the sender is asked to retry.
        status: RetryStatus,
        /// When the sender may retry, in seconds.
        retry_after_secs: u64,
    },
    /// The body, which contains the signature or its message, cannot be read.
    #[error(
        "the body, which contains the signature or the signed values, does not have the sender's format: {reason}"
    )]
    MalformedBody {
        /// The problem.
        reason: &'static str,
    },
    /// The event id is longer than 256 bytes, not visible ASCII, or contains the separator.
    #[error(
        "the event id is malformed: it must have 1 to 256 visible ASCII characters and not contain the separator"
    )]
    MalformedId,
    /// The signature header cannot hold a signature of this scheme.
    #[error("`{header}` does not contain a well-formed signature for this scheme")]
    MalformedSignature {
        /// The header's name.
        header: HeaderName,
    },
    /// The timestamp is not of the scheme's format.
    #[error("the timestamp is not in the scheme's format; check its unit")]
    MalformedTimestamp,
    /// A method that the sender does not use.
    #[error("the sender does not use this method (only {allow})")]
    MethodNotAllowed {
        /// The methods that are, for the `Allow` header.
        allow: String,
    },
    /// The signature covers a part of the URL that the request does not have, or that
    /// depends on the verifier's public URL, which is not set.
    #[error(
        "the signature covers `{component}`, which this request does not have; if it is part of the URL, set `public_url`"
    )]
    MissingComponent {
        /// The component's name (RFC 9421, section 2.2).
        component: &'static str,
    },
    /// The digest that must cover the body is missing.
    #[error("`{header}` is missing, so the signature does not cover the body")]
    MissingDigest {
        /// The header's name.
        header: HeaderName,
    },
    /// A header that the scheme signs or reads is missing.
    #[error("`{header}` is missing")]
    MissingHeader {
        /// The header's name.
        header: HeaderName,
    },
    /// The signature is missing.
    #[error("`{header}` is missing or empty")]
    MissingSignature {
        /// The header's name.
        header: HeaderName,
    },
    /// The signature or token is missing from the body.
    #[error("the body has no {what}")]
    MissingInBody {
        /// The missing value and its place.
        what: &'static str,
    },
    /// The timestamp is missing.
    #[error("the timestamp is missing")]
    MissingTimestamp,
    /// Neither layer nor verifier is installed where an extractor needs one.
    #[error("misconfigured: {reason}")]
    Misconfigured {
        /// The missing part, and how to add it.
        reason: &'static str,
    },
    /// The app's check rejected the signature's nonce, or there is no nonce.
    #[error("the nonce is missing, or the app's check rejected it")]
    NonceRefused,
    /// The delivery may be authentic, but it is for another receiver or from another account:
    /// anyone can get the sender to sign such deliveries.
    #[error(
        "`{field}` is not the configured value: the delivery is for another receiver or from another account"
    )]
    NotAddressed {
        /// The field that identifies the receiver or account.
        field: Cow<'static, str>,
    },
    /// The signature covers less than the policy requires.
    #[error("the signature does not cover `{component}`")]
    NotCovered {
        /// The required component.
        component: Cow<'static, str>,
    },
    /// An event id that was handled came again with a different body.
    #[error("this event id was already handled with a different body")]
    OtherBody,
    /// The budget for unverified bodies is used up by other requests, or the machine is out of
    /// memory.
    #[error(
        "too many unverified bodies are being received; the sender should retry in {retry_after_secs} s"
    )]
    Overloaded {
        /// How the sender is asked to retry.
        status: RetryStatus,
        /// When the sender may retry, in seconds.
        retry_after_secs: u64,
    },
    /// The body was authentic, but could not be read as the handler's type.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// None of the request's signatures matches any key.
    #[error(
        "no signature matches: the secret is wrong, or the body (or the signed URL) was changed in transit"
    )]
    SignatureMismatch,
    /// The signed timestamp is too old.
    #[error(
        "the timestamp is {age_secs} s old, more than the {allowed_secs} s allowed; check this server's clock and the timestamp's unit"
    )]
    Stale {
        /// Its age in seconds, by the verifier's clock.
        age_secs: u64,
        /// Seconds allowed.
        allowed_secs: u64,
    },
    /// The replay store is unavailable.
    #[error("the replay store is unavailable: {reason}")]
    StoreUnavailable {
        /// Why, from the store.
        reason: String,
        /// How the sender is asked to retry.
        status: RetryStatus,
        /// When the sender may retry, in seconds.
        retry_after_secs: u64,
    },
    /// The path parameter that names the tenant is not a parameter of the route.
    #[error(
        "misconfigured: `tenant_param` names `{name}`, which is not a path parameter of this route, or occurs in it twice"
    )]
    TenantParameter {
        /// The parameter's name, as the app has given it.
        name: Box<str>,
    },
    /// More signatures than are tried.
    #[error("too many signatures: at most {maximum} are tried")]
    TooManySignatures {
        /// How many are tried at most.
        maximum: usize,
    },
    /// Refused for `cause`, while more of the body was still to come than is read of a refused
    /// request: the answer is that of the cause, and the connection ends.
    #[error("{cause}")]
    UnreadBody {
        /// The reason; never another `UnreadBody`.
        cause: Box<Self>,
    },
    /// No key is valid at this time, or none that the sender names is known.
    #[error("there is no known key for this request, or none that is valid now")]
    UnknownKey,
    /// The header of the algorithm, or of the version, names another one or is missing.
    #[error("`{header}` does not name the algorithm or version that the scheme requires")]
    UnsupportedAlgorithm {
        /// The header's name.
        header: HeaderName,
    },
}

impl Rejection {
    /// A stable name for metrics and tests, such as `signature_mismatch`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.cause() {
            Self::Ambiguous { .. } | Self::AmbiguousTarget => "ambiguous",
            Self::BodyIncomplete => "body_incomplete",
            Self::BodyNotAsAnnounced { .. } => "body_not_as_announced",
            Self::BodyTimeout => "body_timeout",
            Self::BodyTooLarge { .. } | Self::BodyTooLargeOutside => "body_too_large",
            Self::DigestMismatch { .. } => "digest_mismatch",
            Self::Expired { .. } => "expired",
            Self::Future { .. } => "future",
            Self::HandshakeToken => "handshake_token",
            Self::HandlerFailed { .. } => "handler_failed",
            Self::InFlight { .. } => "in_flight",
            Self::KeyUnavailable { .. } => "key_unavailable",
            Self::MalformedBody { .. } => "malformed_body",
            Self::MalformedId => "malformed_id",
            Self::MalformedSignature { .. } => "malformed_signature",
            Self::MalformedTimestamp => "malformed_timestamp",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::Closed { .. } | Self::Misconfigured { .. } | Self::TenantParameter { .. } => {
                "misconfigured"
            }
            Self::MissingComponent { .. } => "missing_component",
            Self::MissingDigest { .. } => "missing_digest",
            Self::MissingHeader { .. } => "missing_header",
            Self::MissingSignature { .. } | Self::MissingInBody { .. } => "missing_signature",
            Self::MissingTimestamp => "missing_timestamp",
            Self::NonceRefused => "nonce_refused",
            Self::NotAddressed { .. } => "not_addressed",
            Self::NotCovered { .. } => "not_covered",
            Self::OtherBody => "other_body",
            Self::Overloaded { .. } => "overloaded",
            Self::Payload(error) => error.code(),
            Self::SignatureMismatch => "signature_mismatch",
            Self::Stale { .. } => "stale",
            Self::StoreUnavailable { .. } => "store_unavailable",
            Self::TooManySignatures { .. } => "too_many_signatures",
            Self::UnclearSender { .. } => "unclear_sender",
            Self::UnknownKey => "unknown_key",
            Self::UnreadBody { .. } => "unread_body", // no cause is one
            Self::UnsupportedAlgorithm { .. } => "unsupported_algorithm",
        }
    }

    /// The reason for the refusal, whether or not the body was read: the cause of
    /// [`UnreadBody`](Self::UnreadBody), otherwise the rejection itself.
    #[must_use]
    pub const fn cause(&self) -> &Self {
        match self {
            Self::UnreadBody { cause } => cause,
            other => other,
        }
    }

    /// The same refusal, for a body that is partly unread, so that the connection has to end.
    /// [`Receiving`](crate::adapter::Receiving) does this by itself; this is for adapters that do not
    /// use it.
    #[must_use]
    pub fn with_unread_body(self) -> Self {
        match self {
            Self::UnreadBody { .. } => self,
            cause => Self::UnreadBody {
                cause: Box::new(cause),
            },
        }
    }

    /// The HTTP status that the sender gets: see [`Answer`].
    #[must_use]
    pub fn status(&self) -> u16 {
        self.answer().status()
    }

    /// The response to the sender.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer::of(self)
    }

    /// An extractor found neither layer nor verifier. `advice` says how to add one; it is
    /// logged as an error, and the sender sees only 500. Nobody has read the body, so the
    /// connection ends; where the body is at hand, [`after_body`](Self::after_body) reads it.
    #[must_use]
    pub fn no_verifier(advice: &'static str) -> Self {
        let rejection = Self::Misconfigured { reason: advice };
        rejection.log("");
        rejection.with_unread_body()
    }
}

/// A body that could not be read.
impl From<std::io::Error> for Rejection {
    fn from(_: std::io::Error) -> Self {
        Self::BodyIncomplete
    }
}

/// For bodies that can always be read.
impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests;
