//! Why a request was refused: for logs, metrics and handlers that want to know.
//!
//! What the sender is told is a different matter: see [`Answer`].

mod log;
mod retry_status;
mod sampler;

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use crate::header_name::HeaderName;
use crate::verdict::{Answer, PayloadError};

pub(crate) use self::log::Samplers;
pub use self::retry_status::RetryStatus;
pub use self::sampler::Sampler;

/// Why a request was refused.
///
/// Its text names the header or the bound concerned, and never a secret, a
/// signature, or the body. It is meant for logs: the response says much less.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// A header that must occur once occurs several times, or could be read in two ways.
    #[error("ambiguous `{field}`: it occurs more than once or can be read in two ways")]
    Ambiguous {
        /// The header's name.
        field: HeaderName,
    },
    /// The request target, which the scheme signs, could be read in two ways.
    #[error(
        "ambiguous request target: it contains the separator behind it, or one parameter twice"
    )]
    AmbiguousTarget,
    /// Reading the body failed or ended before its announced length.
    #[error(
        "the body ended early or could not be read: its sender has gone, or a layer further out has cut it off"
    )]
    BodyIncomplete,
    /// The signature does not fit, and the body has not the length that its head announces,
    /// which no server lets through: middleware in front of the verifier has read or changed it.
    #[error(
        "the head announces {announced} bytes and {received} came, so something on this side of the server has read or changed the body: let the verifier come first"
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
    /// The body is longer than something in front of the verifier lets through, such as
    /// tower-http's `RequestBodyLimitLayer`.
    #[error("the body is longer than a layer around the verifier lets through")]
    BodyTooLargeOutside,
    /// The verifier was built closed: see [`Verifier::closed`](crate::Verifier::closed).
    #[error("misconfigured: the verifier is closed: {reason}")]
    Closed {
        /// Why, as the app has said.
        reason: Arc<str>,
    },
    /// A digest in the head is not that of the body (RFC 9530).
    #[error("`{header}` is not the digest of the body: it was changed on its way")]
    DigestMismatch {
        /// The header's name.
        header: HeaderName,
    },
    /// The signature says that it is no longer valid (RFC 9421, parameter `expires`).
    #[error("the signature expired {ago_secs} s ago")]
    Expired {
        /// Seconds since then, by the verifier's clock.
        ago_secs: u64,
    },
    /// The signed timestamp lies too far ahead.
    #[error(
        "the timestamp lies {ahead_secs} s ahead, more than the {allowed_secs} s allowed; is this server's clock right, is the unit?"
    )]
    Future {
        /// Seconds ahead of the verifier's clock.
        ahead_secs: u64,
        /// Seconds allowed.
        allowed_secs: u64,
    },
    /// The handler of a guarded delivery gave no answer; the delivery is released.
    #[error("the handler gave no answer: {reason}")]
    HandlerFailed {
        /// What it did instead.
        reason: &'static str,
    },
    /// No event but a handshake, which this answers in the app's stead: no refusal,
    /// though for the handler as good as one.
    #[error("answered a handshake: {name}")]
    Handshake {
        /// The handshake's name.
        name: &'static str,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A handshake's token is not the one that is configured.
    #[error(
        "the handshake's token is not the one that is configured; give the sender that of `handshake_token`"
    )]
    HandshakeToken,
    /// The delivery is being handled by another run.
    #[error("the delivery is being handled: told to come again in {retry_after_secs} s")]
    InFlight {
        /// How the sender is asked to.
        status: RetryStatus,
        /// When the sender may come again, in seconds.
        retry_after_secs: u64,
    },
    /// The keys of this request cannot be looked up now.
    #[error("the keys cannot be looked up now: {reason}")]
    KeyUnavailable {
        /// Why, from the resolver.
        reason: String,
        /// How the sender is asked to come again.
        status: RetryStatus,
        /// When the sender may come again, in seconds.
        retry_after_secs: u64,
    },
    /// The body, in which the signature or its message stands, cannot be read.
    #[error("the body, in which the signature stands, is not of the sender's form: {reason}")]
    MalformedBody {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The event id is longer than 256 bytes, not visible ASCII, or contains the separator.
    #[error(
        "the event id is malformed: empty, longer than 256 bytes, not visible ASCII, or with the separator in it"
    )]
    MalformedId,
    /// The signature header cannot hold a signature of this scheme.
    #[error("`{header}` holds no signature of the form that the scheme has")]
    MalformedSignature {
        /// The header's name.
        header: HeaderName,
    },
    /// The timestamp is not of the scheme's format.
    #[error("the timestamp is not written as the scheme says; is it the right unit?")]
    MalformedTimestamp,
    /// A method that the sender does not use.
    #[error("the method is not one that the sender uses ({allow})")]
    MethodNotAllowed {
        /// The methods that are, for the `Allow` header.
        allow: String,
    },
    /// The signature covers a part of the URL that the request does not have, or that
    /// only the verifier's public URL could tell.
    #[error(
        "the signature covers `{component}`, which this request does not have or only `public_url` can tell"
    )]
    MissingComponent {
        /// The component's name (RFC 9421, section 2.2).
        component: &'static str,
    },
    /// The body is to be signed by its digest, but there is none.
    #[error("`{header}` is missing, so nothing vouches for the body")]
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
    /// There is no signature.
    #[error("`{header}` is missing or empty")]
    MissingSignature {
        /// The header's name.
        header: HeaderName,
    },
    /// There is no signature, or no token, in the body.
    #[error("the body has no {what}")]
    MissingInBody {
        /// What the sender puts there, and where.
        what: &'static str,
    },
    /// There is no timestamp.
    #[error("the timestamp is missing")]
    MissingTimestamp,
    /// Neither layer nor verifier is installed where an extractor needs one.
    #[error("misconfigured: {reason}")]
    Misconfigured {
        /// What to add.
        reason: &'static str,
    },
    /// The app's check of the signature's nonce said no, or there is none to check.
    #[error("the nonce is missing or was refused")]
    NonceRefused,
    /// The delivery is authentic, or may be, but meant for another receiver, or another
    /// account's: anyone can have the sender sign that.
    #[error(
        "`{field}` is not what is configured: it is meant for another receiver, or comes from another account"
    )]
    NotAddressed {
        /// What says whose it is.
        field: Cow<'static, str>,
    },
    /// The signature holds less together than the policy demands.
    #[error("the signature does not cover `{component}`")]
    NotCovered {
        /// What it would have to cover.
        component: Cow<'static, str>,
    },
    /// An event id that is done came again with another body.
    #[error("another body under an event id that is done")]
    OtherBody,
    /// The unverified bodies of other requests take all the memory that they may take
    /// together, or the machine has none.
    #[error(
        "too much is being received at once: the sender may come again in {retry_after_secs} s"
    )]
    Overloaded {
        /// How the sender is asked to come again.
        status: RetryStatus,
        /// When the sender may come again, in seconds.
        retry_after_secs: u64,
    },
    /// The body was authentic, but not what the handler asked for.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// No key and no signature of this request fit together.
    #[error(
        "no signature matches: wrong secret, or what is signed was changed on its way: the body, or the URL where that is signed"
    )]
    SignatureMismatch,
    /// The signed timestamp is too old.
    #[error(
        "the timestamp is {age_secs} s old, more than the {allowed_secs} s allowed; is this server's clock right, is the unit?"
    )]
    Stale {
        /// Seconds behind the verifier's clock.
        age_secs: u64,
        /// Seconds allowed.
        allowed_secs: u64,
    },
    /// The replay store cannot be asked now.
    #[error("the replay store cannot be asked now: {reason}")]
    StoreUnavailable {
        /// Why, from the store.
        reason: String,
        /// How the sender is asked to come again.
        status: RetryStatus,
        /// When the sender may come again, in seconds.
        retry_after_secs: u64,
    },
    /// The path parameter that is to say whose request it is is not one of the route.
    #[error(
        "misconfigured: `tenant_param` names `{name}`, which is not a path parameter of the route, or is one twice"
    )]
    TenantParameter {
        /// The parameter's name, as the app has given it.
        name: Box<str>,
    },
    /// More signatures than are tried.
    #[error("more signatures than the {maximum} that are tried")]
    TooManySignatures {
        /// How many are tried at most.
        maximum: usize,
    },
    /// Refused for `cause`, while the client still owes more of the body than is read of what
    /// is refused: the answer is that of the cause, and the connection ends.
    #[error("{cause}")]
    UnreadBody {
        /// Why it is refused; none of this kind.
        cause: Box<Self>,
    },
    /// No key is valid at this time, or none the sender names is known.
    #[error("no key is known for this request, or none that is valid now")]
    UnknownKey,
    /// The header of the algorithm, or of the version, names another one or is missing.
    #[error("`{header}` does not name the algorithm or version that the scheme demands")]
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
            Self::Handshake { .. } => "handshake",
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
            Self::UnknownKey => "unknown_key",
            Self::UnreadBody { .. } => "unread_body", // no cause is one
            Self::UnsupportedAlgorithm { .. } => "unsupported_algorithm",
        }
    }

    /// Why it is refused, whether or not the body was read: itself, but for
    /// [`UnreadBody`](Self::UnreadBody).
    #[must_use]
    pub const fn cause(&self) -> &Self {
        match self {
            Self::UnreadBody { cause } => cause,
            other => other,
        }
    }

    /// The same refusal, where part of the body is left unread, so that the connection has to
    /// end. [`Receiving`](crate::adapter::Receiving) says so by itself; this is for who goes another
    /// way.
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

    /// Whether the request could not be authenticated, for whatever reason. The
    /// [`answer`](Self::answer) is the same to all such, so it needs to be made only once; but
    /// for [`UnreadBody`](Self::UnreadBody) the connection ends after it.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        Answer::is_unauthorized(self)
    }

    /// What the sender is told.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer::of(self)
    }

    /// An extractor found neither layer nor verifier. `advice` says what to add; it is
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
