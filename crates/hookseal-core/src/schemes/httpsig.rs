//! HTTP Message Signatures (RFC 9421) with digests of the body (RFC 9530).
//!
//! RFC 9421 signs *components* of a request: its method, its target, headers. The
//! sender chooses which, and lists them in `Signature-Input`; so a valid signature may
//! cover next to nothing. That is why there is always a policy as well:
//! [`MessageSignatures`] requires by default that a body is covered by its
//! `Content-Digest`, that `created` is present and recent, and that `expires` is not past.
//!
//! The signature covers no byte of the body itself, so it is verified before the body
//! is read; the body is hashed while it arrives, and compared with its digests after the
//! last byte.
//!
//! ```
//! use hookseal_core::httpsig::{Component, MessageSignatures, MessageSigner};
//! use hookseal_core::{Algorithm, Key, Verifier};
//! use hookseal_core::signing::{Delivery, PrivateKey};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What the sender does.
//! let key = PrivateKey::from_seed(&[7; 32])?;
//! let public = key.public_key()?;
//! let signer = MessageSigner::new("acme", key)?
//!     .components([Component::METHOD, Component::CONTENT_DIGEST])
//!     .key_id("2026-11");
//! let delivery = signer.sign(&Delivery::new(r#"{"order":7}"#))?;
//!
//! // What the receiver requires.
//! let rules = MessageSignatures::new("acme", Algorithm::Ed25519)
//!     .require([Component::METHOD])
//!     .require_key_id();
//! let verifier = Verifier::builder(rules)
//!     .key(Key::from(public).id("2026-11"))
//!     .build()?;
//! let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
//! let body = outcome.event().ok_or("a handshake")?;
//! assert_eq!(body.bytes().as_ref(), br#"{"order":7}"#);
//! assert_eq!(body.signature_label(), Some("sig1"));
//! # Ok(())
//! # }
//! ```
//!
//! # What is supported
//!
//! All derived components of requests (RFC 9421, section 2.2) and headers with the
//! parameters `sf`, `key` and `bs`. Components of responses (`@status`, `req`) or
//! trailers (`tr`), unknown ones, and those that occur twice are refused.
//! `@authority`, `@scheme` and `@target-uri` are those of the verifier's
//! [`public_url`](crate::VerifierBuilder::public_url), never of `Host`; if that URL has a
//! path, which a proxy strips, `@path` and `@request-target` begin with it.
//!
//! At most 8 labels are read, 64 components each and 128 in all, 16 parameters each, 16 KiB a
//! field: see [`limits`](crate::limits). What components are read from is parsed once.
//!
//! As parsers of structured fields do, `Content-Digest` is accepted without base64 padding too:
//! its bytes count, and its text is signed. A signature has exactly one text.

mod base;
mod check;
mod component;
mod digest;
mod fields;
mod inspect;
mod origin;
mod resolve;
mod signer;
mod steps;
mod value;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sfv::{KeyRef, StringRef};

use self::check::MessageClaim;
pub use self::component::Component;
use self::component::Part;
use self::digest::Allowed;
pub use self::digest::{DigestAlgorithm, DigestHeader, DigestVerdict};
use self::fields::{SIGNATURE, SIGNATURE_INPUT};
pub use self::inspect::SignatureBase;
use self::origin::Origin;
pub use self::signer::MessageSigner;
use self::value::Message;
use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::event::EventFacts;
use crate::header_name::HeaderName;
use crate::key::KeyFormat;
use crate::schemes::{
    BodyCoverage, Claim, Delivered, Description, Freshness, Incoming, SignatureScheme,
};
use crate::verdict::{Rejection, RetryStatus};

/// A sender that signs by RFC 9421, and what its signatures must have.
///
/// ```
/// use std::time::Duration;
/// use hookseal_core::Algorithm;
/// use hookseal_core::httpsig::{Component, MessageSignatures};
///
/// let rules = MessageSignatures::new("acme", Algorithm::Ed25519)
///     .require([Component::METHOD, Component::TARGET_URI])
///     .with_max_age(Duration::from_secs(120))
///     .with_tag("acme-webhook")
///     .require_key_id();
/// ```
///
/// Defaults: a body must be covered by its `Content-Digest`, in SHA-256 or SHA-512;
/// `created` must be there, at most 300 s old and 60 s ahead; `expires` must not be past.
/// Public keys are [`KeyFormat::Spki`]. The parameter `alg` may be absent; where it is
/// there, it must name the algorithm that these rules have.
#[derive(Clone, Debug)]
pub struct MessageSignatures {
    id: Cow<'static, str>,
    algorithm: Algorithm,
    required: Cow<'static, [Component]>,
    freshness: Freshness,
    key_id_required: bool,
    label: Option<Cow<'static, str>>,
    tag: Option<Cow<'static, str>>,
    nonce: Option<NonceCheck>,
    methods: Cow<'static, [Cow<'static, str>]>,
    digest_header: DigestHeader,
    digests: Allowed,
    structured: Cow<'static, [(HeaderName, StructuredType)]>,
    key_format: KeyFormat,
    min_key_bytes: usize,
    facts: EventFacts,
    greatest_body: Option<usize>,
    retry_window: Option<Duration>,
    retry_status: RetryStatus,
}

impl MessageSignatures {
    /// Rules for the sender `id`, whose keys are for `algorithm`.
    ///
    /// Building a verifier fails for algorithms that RFC 9421 does not have: of HMAC, it
    /// has SHA-256 only.
    #[must_use]
    pub const fn new(id: &'static str, algorithm: Algorithm) -> Self {
        Self {
            id: Cow::Borrowed(id),
            algorithm,
            required: Cow::Borrowed(&[]),
            freshness: Freshness {
                max_age: Duration::from_secs(300),
                max_future: Duration::from_secs(60),
            },
            key_id_required: false,
            label: None,
            tag: None,
            nonce: None,
            methods: Cow::Borrowed(&[Cow::Borrowed("POST")]),
            digest_header: DigestHeader::ContentDigest,
            digests: Allowed {
                sha256: true,
                sha512: true,
            },
            structured: Cow::Borrowed(&[]),
            key_format: if algorithm.is_symmetric() {
                KeyFormat::Utf8
            } else {
                KeyFormat::Spki
            },
            min_key_bytes: 16,
            facts: EventFacts::new(),
            greatest_body: None,
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
        }
    }

    /// Components that the signature must cover, in addition to those required already
    /// (RFC 9421, section 7.2.1). A body must be covered by its digest in any case.
    ///
    /// A header counts as covered when its whole value is, in whichever form.
    #[must_use]
    pub fn require(mut self, components: impl IntoIterator<Item = Component>) -> Self {
        self.required.to_mut().extend(components);
        self
    }

    /// The greatest age of `created` (default 300 s); the bound itself passes.
    ///
    /// An app that has its own opinion says
    /// [`tolerance`](crate::VerifierBuilder::tolerance).
    #[must_use]
    pub const fn with_max_age(mut self, age: Duration) -> Self {
        self.freshness.max_age = age;
        self
    }

    /// How far `created` may lie ahead (default 60 s); the bound itself passes.
    #[must_use]
    pub const fn with_max_future(mut self, ahead: Duration) -> Self {
        self.freshness.max_future = ahead;
        self
    }

    /// The signature must name its key. Only keys with that [`id`](crate::Key::id), and
    /// keys without any, are then tried.
    #[must_use]
    pub const fn require_key_id(mut self) -> Self {
        self.key_id_required = true;
        self
    }

    /// Looks at the signature with this label only (default any).
    ///
    /// A label is a name that anyone on the way may change, so it proves nothing; a
    /// [`tag`](Self::with_tag) is signed (RFC 9421, section 7.2.5).
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(Cow::Owned(label.into()));
        self
    }

    /// Accepts only signatures with this `tag`, which names the application they are for
    /// (RFC 9421, section 7.2.7); others count as missing. Default: any tag.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(Cow::Owned(tag.into()));
        self
    }

    /// Requires a `nonce` for which `is_new` returns `true` (RFC 9421, section 7.2.2).
    ///
    /// It is called once per delivery, after everything else has been verified, including the
    /// body; so only the sender can make it see a nonce. It must remember the nonces it has
    /// seen for as long as `created` may be old, and must not block: it runs on the task that
    /// reads the body.
    ///
    /// ```
    /// use std::collections::HashSet;
    /// use std::sync::Mutex;
    /// use hookseal_core::Algorithm;
    /// use hookseal_core::httpsig::MessageSignatures;
    ///
    /// let seen = Mutex::new(HashSet::new());
    /// let rules = MessageSignatures::new("acme", Algorithm::Ed25519)
    ///     .with_nonce_check(move |nonce| match seen.lock() {
    ///         Ok(mut seen) => seen.insert(nonce.to_owned()),
    ///         Err(_) => false,
    ///     });
    /// ```
    #[must_use]
    pub fn with_nonce_check(
        mut self,
        is_new: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.nonce = Some(NonceCheck(Arc::new(is_new)));
        self
    }

    /// The methods that deliveries come with, in capitals (default `POST`).
    #[must_use]
    pub fn with_methods(mut self, methods: &'static [Cow<'static, str>]) -> Self {
        self.methods = Cow::Borrowed(methods);
        self
    }

    /// Which header has the digests of the body (default `Content-Digest`). The other one
    /// then counts for nothing.
    #[must_use]
    pub const fn with_digest_header(mut self, header: DigestHeader) -> Self {
        self.digest_header = header;
        self
    }

    /// The digest algorithms that are relied on (default both). At least one of them
    /// must be there; any other that we know must be right, too, if it is there.
    #[must_use]
    pub fn with_digest_algorithms(
        mut self,
        algorithms: impl IntoIterator<Item = DigestAlgorithm>,
    ) -> Self {
        self.digests = Allowed {
            sha256: false,
            sha512: false,
        };
        for algorithm in algorithms {
            match algorithm {
                DigestAlgorithm::Sha256 => self.digests.sha256 = true,
                DigestAlgorithm::Sha512 => self.digests.sha512 = true,
            }
        }
        self
    }

    /// The structured type of a header that the sender covers with `sf` (RFC 9421,
    /// section 2.1.1). Those of RFC 9421 and RFC 9530 are known; others are refused
    /// unless they are listed here.
    #[must_use]
    pub fn with_structured_header(mut self, name: HeaderName, kind: StructuredType) -> Self {
        self.structured.to_mut().push((name, kind));
        self
    }

    /// How the text of a key becomes its bytes (default [`KeyFormat::Spki`] for public
    /// keys, [`KeyFormat::Utf8`] for secrets).
    #[must_use]
    pub fn with_key_format(mut self, format: KeyFormat) -> Self {
        self.key_format = format;
        self
    }

    /// Minimum secret length in bytes (default 16).
    #[must_use]
    pub const fn with_min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that: the default
    /// limit of verifiers.
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
        self
    }

    /// The places of the event's id, type and attempt. A fact from a header counts as signed
    /// if that header must be covered.
    #[must_use]
    pub fn with_facts(mut self, facts: EventFacts) -> Self {
        self.facts = facts;
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

    /// The same rules for another sender.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Cow::Owned(id.into());
        self
    }

    /// Whether a component is the body's digest, or is new for each attempt.
    fn is_told_otherwise(&self, part: &Part<'_>) -> bool {
        let Part::Header { name, .. } = part else {
            return false;
        };
        name == self.digest_header.as_str() || name == "date" || self.facts.is_new(name)
    }

    fn invalid(&self, reason: &'static str) -> ConfigError {
        ConfigError::InvalidScheme {
            scheme: self.id.clone().into_owned(),
            reason,
        }
    }
}

impl SignatureScheme for MessageSignatures {
    fn description(&self) -> Description {
        let own = [SIGNATURE, SIGNATURE_INPUT, self.digest_header.as_str()];
        let signed = self.required.iter();
        // The digest is what covers the body: see `Digests`.
        Description::new(self.id.clone(), self.algorithm, BodyCoverage::Whole)
            .with_key_format(self.key_format.clone())
            .with_min_key_bytes(self.min_key_bytes)
            .with_methods(self.methods.clone())
            .with_facts(self.facts.clone())
            .with_headers(own.map(HeaderName::from_static))
            .with_signed_headers(signed.filter_map(Component::as_header))
            .with_greatest_body(self.greatest_body)
            .with_freshness(self.freshness)
            .with_retry_window(self.retry_window)
            .with_retry_status(self.retry_status)
    }

    /// By what every signature must cover: of several, each makes the same delivery.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let message = Message::new(delivered.head(), None, &self.structured);
        for Component(required) in self.required.iter() {
            if self.is_told_otherwise(required) {
                continue;
            }
            let mut value = Vec::new();
            message.write_in_one_form(required, &mut value)?;
            part(&value);
        }
        delivered.lasting(part);
        Ok(())
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        if registered(self.algorithm).is_none() {
            return Err(self.invalid("RFC 9421 does not define this algorithm"));
        }
        if !self.digests.sha256 && !self.digests.sha512 {
            return Err(self.invalid("no digest algorithm is accepted"));
        }
        if self.methods.is_empty() {
            return Err(self.invalid("no method is allowed"));
        }
        if let Some(label) = &self.label
            && KeyRef::from_str(label).is_err()
        {
            return Err(self.invalid("its label is not a dictionary key (RFC 9651, section 3.2)"));
        }
        if let Some(tag) = &self.tag
            && StringRef::from_str(tag).is_err()
        {
            return Err(self.invalid("its tag is not a String (RFC 9651, section 3.3.3)"));
        }
        match public_url {
            Some(url) if Origin::parse(url).is_none() => Err(ConfigError::InvalidPublicUrl),
            None if self
                .required
                .iter()
                .any(|component| component.0.needs_public_url()) =>
            {
                Err(ConfigError::PublicUrlNeeded {
                    scheme: self.id.clone().into_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(MessageClaim::read(self, incoming)?))
    }
}

/// The type of a structured field (RFC 9651, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StructuredType {
    /// One item.
    Item,
    /// A list.
    List,
    /// A dictionary.
    Dictionary,
}

impl StructuredType {
    /// Headers whose specification defines the type: RFC 9218, 9421, 9440, 9530.
    fn known(name: &str) -> Option<Self> {
        Some(match name {
            "accept-signature"
            | "content-digest"
            | "priority"
            | "repr-digest"
            | "signature"
            | "signature-input"
            | "want-content-digest"
            | "want-repr-digest" => Self::Dictionary,
            "client-cert" => Self::Item,
            "client-cert-chain" => Self::List,
            _ => return None,
        })
    }
}

/// The app's check of a nonce.
#[derive(Clone)]
struct NonceCheck(Arc<dyn Fn(&str) -> bool + Send + Sync>);

impl fmt::Debug for NonceCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NonceCheck(…)")
    }
}

/// The name in the registry of RFC 9421, section 6.2.2.
const fn registered(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        // Of HMAC it has SHA-256 only.
        #[cfg(feature = "sha1")]
        Algorithm::HmacSha1 => None,
        Algorithm::HmacSha384 | Algorithm::HmacSha512 => None,
        other => Some(other.as_str()),
    }
}
