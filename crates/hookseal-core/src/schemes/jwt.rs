//! Deliveries with a JSON Web Token (RFC 7519) in the head, signed according to RFC 7515.
//!
//! ```
//! use hookseal_core::jwt::JsonWebToken;
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::scheme::HeaderName;
//!
//! let rules = JsonWebToken::new(
//!     "acme",
//!     Algorithm::HmacSha256,
//!     HeaderName::from_static("Acme-Token"),
//! )
//! .with_issuer("acme")
//! .with_body_sha256("sha256");
//! let verifier = Verifier::new(rules, Secret::new("3b1c1f9a0d5e47a2b6f0")?)?;
//! # Ok::<(), hookseal_core::ConfigError>(())
//! ```
//!
//! `jsonwebtoken` does the parsing; the signature is checked with the verifier's own keys, like
//! any other, and times by its clock. Before the signature has been verified, only the token's
//! `kid` is used, to select a key: the algorithm is the configured one, and keys in the token or
//! at addresses in it (`jwk`, `jku`, `x5c`, `x5u`) are ignored.

mod check;
mod write;

use std::borrow::Cow;
use std::time::Duration;

use self::check::{TokenClaim, algorithm_of};
use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::event::{EventFacts, Source};
use crate::header_name::HeaderName;
use crate::key::KeyFormat;
use crate::schemes::{BodyCoverage, Claim, Description, Freshness, Incoming, SignatureScheme};
use crate::verdict::{Rejection, RetryStatus};
use crate::writing::{Draft, SignError};

/// How a sender signs by JSON Web Token, and what its tokens must say.
///
/// **Unless [`with_body_sha256`](Self::with_body_sha256) is set, the token covers nothing of the body**:
/// anyone who sees one such request can send any other body with it while the token is valid.
/// Events report this as [`BodyCoverage::Nothing`].
///
/// Every claim that is named here has to be there. Others are not looked at, but `nbf`
/// (RFC 7519, section 4.1.5) is heeded wherever it is; `exp` too, whether or not it is
/// demanded.
#[derive(Clone, Debug)]
pub struct JsonWebToken {
    id: Cow<'static, str>,
    algorithm: Algorithm,
    header: HeaderName,
    bearer: bool,
    key_format: Option<KeyFormat>,
    issuers: Vec<Cow<'static, str>>,
    audience: Option<Cow<'static, str>>,
    claims: Vec<(Cow<'static, str>, serde_json::Value)>,
    body_sha256: Option<Cow<'static, str>>,
    issued: Option<Freshness>,
    expires: bool,
    retry_window: Option<Duration>,
    retry_status: RetryStatus,
    greatest_body: Option<usize>,
    facts: EventFacts,
}

impl JsonWebToken {
    /// Tokens in `header`, alone, signed by `algorithm` (RFC 7518, section 3.1): HMAC, ECDSA
    /// with r || s, RSA, Ed25519 (RFC 8037).
    #[must_use]
    pub const fn new(id: &'static str, algorithm: Algorithm, header: HeaderName) -> Self {
        Self {
            id: Cow::Borrowed(id),
            algorithm,
            header,
            bearer: false,
            key_format: None,
            issuers: Vec::new(),
            audience: None,
            claims: Vec::new(),
            body_sha256: None,
            issued: None,
            expires: false,
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
            greatest_body: None,
            facts: EventFacts::new(),
        }
    }

    /// The token follows `Bearer` (RFC 6750, section 2.1).
    #[must_use]
    pub const fn bearer(mut self) -> Self {
        self.bearer = true;
        self
    }

    /// The format of keys. By default the text itself for HMAC, and for others
    /// `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn with_key_format(mut self, format: KeyFormat) -> Self {
        self.key_format = Some(format);
        self
    }

    /// `iss` must be this; said again, one of them.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<Cow<'static, str>>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// `aud` must be this, or have it among others.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<Cow<'static, str>>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The claim `name` must be this value.
    #[must_use]
    pub fn with_claim(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        self.claims.push((name.into(), value.into()));
        self
    }

    /// The claim `name` must be the SHA-256 of the body, in hexadecimal.
    #[must_use]
    pub fn with_body_sha256(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.body_sha256 = Some(name.into());
        self
    }

    /// `iat` must be there and so fresh, unless the app chooses another tolerance.
    #[must_use]
    pub const fn with_freshness(mut self, freshness: Freshness) -> Self {
        self.issued = Some(freshness);
        self
    }

    /// `exp` must be there.
    #[must_use]
    pub const fn expires(mut self) -> Self {
        self.expires = true;
        self
    }

    /// How long the sender goes on trying to deliver an event.
    #[must_use]
    pub const fn with_retry_window(mut self, window: Duration) -> Self {
        self.retry_window = Some(window);
        self
    }

    /// The status on which the sender tries again (default 503): with it refusals ask it to come
    /// again.
    #[must_use]
    pub const fn with_retry_status(mut self, status: RetryStatus) -> Self {
        self.retry_status = status;
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that: the default
    /// limit of verifiers.
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
        self
    }

    /// The places of the event's id, type and attempt.
    #[must_use]
    pub fn with_facts(mut self, facts: EventFacts) -> Self {
        self.facts = facts;
        self
    }

    /// The place of the event's id.
    #[must_use]
    pub fn with_event_id(mut self, at: Source) -> Self {
        self.facts = self.facts.with_id(at);
        self
    }

    /// The place of the event's type.
    #[must_use]
    pub fn with_event_type(mut self, at: Source) -> Self {
        self.facts = self.facts.with_event_type(at);
        self
    }
}

impl SignatureScheme for JsonWebToken {
    fn description(&self) -> Description {
        let coverage = match &self.body_sha256 {
            Some(_) => BodyCoverage::Whole,
            None => BodyCoverage::Nothing,
        };
        let format = match &self.key_format {
            Some(format) => format.clone(),
            None if self.algorithm.is_symmetric() => KeyFormat::Utf8,
            None => KeyFormat::Spki,
        };
        Description::new(self.id.clone(), self.algorithm, coverage)
            .with_key_format(format)
            .with_facts(self.facts.clone())
            .with_headers([self.header.clone()])
            .with_freshness(self.issued)
            .with_retry_window(self.retry_window)
            .with_retry_status(self.retry_status)
            .with_greatest_body(self.greatest_body)
    }

    fn validate(&self, _public_url: Option<&str>) -> Result<(), ConfigError> {
        let invalid = |reason| {
            Err(ConfigError::InvalidScheme {
                scheme: self.id.clone().into_owned(),
                reason,
            })
        };
        if algorithm_of(self.algorithm).is_none() {
            return invalid("RFC 7518 does not define this algorithm for tokens");
        }
        let empty = self.audience.as_deref() == Some("")
            || self.issuers.iter().any(|issuer| issuer.is_empty())
            || self.claims.iter().any(|(_, value)| value == "");
        if empty {
            return invalid(
                "a required claim is empty; check that its environment variable is set",
            );
        }
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(TokenClaim::read(self, incoming)?))
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        self.write_token(draft)
    }
}
