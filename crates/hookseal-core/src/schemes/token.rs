//! Shared tokens: what senders show instead of signing.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use zeroize::Zeroizing;

use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::event::{EventFacts, Source};
use crate::handshake::Handshake;
use crate::header_name::HeaderName;
use crate::json;
use crate::key::{KeySlot, Keys};
use crate::limits::DEFAULT_MIN_KEY_BYTES;
use crate::schemes::{
    Authentic, BodyCoverage, Check, Claim, Description, Incoming, SchemeWords, SignatureScheme,
};
use crate::verdict::{Rejection, RetryStatus};
use crate::writing::{Draft, SignError};

/// A token that the sender sends along with each delivery, and the app knows.
///
/// **It authenticates no body.** It travels with every delivery, so anyone who has seen one, be
/// it a log, a proxy or a debugging tool, can send any body at any time. Events say so:
/// [`coverage`](crate::VerifiedBody::coverage) is [`BodyCoverage::Nothing`], and none of their
/// facts is signed. Where the sender signs as well, use that.
///
/// Tokens are compared by an HMAC of each, so the time reveals neither how much of one was
/// right nor how long the right one is.
///
/// ```
/// use hookseal_core::{Secret, Verifier};
/// use hookseal_core::scheme::{HeaderName, SharedToken, Source};
///
/// const ACME: SharedToken = SharedToken::header("acme", HeaderName::from_static("X-Acme-Token"))
///     .with_event_type(Source::header("X-Acme-Event"));
/// let verifier = Verifier::new(ACME, Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedToken {
    id: &'static str,
    place: Place,
    /// Its alternative place.
    other: Option<Place>,
    facts: EventFacts,
    handshakes: &'static [Handshake],
    min_key_bytes: usize,
    methods: &'static [Cow<'static, str>],
    retry_window: Option<Duration>,
    retry_status: RetryStatus,
    greatest_body: Option<usize>,
}

/// The place of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// In a header, after a prefix that may be empty.
    Header {
        name: HeaderName,
        prefix: &'static str,
    },
    /// In `Authorization`, as user and password of HTTP Basic (RFC 7617).
    Basic,
    /// In the JSON body, at this path.
    Body(&'static str),
}

impl Place {
    /// The header, where it is in one.
    const fn header(&self) -> Option<&HeaderName> {
        match self {
            Self::Header { name, .. } => Some(name),
            Self::Basic => Some(AUTHORIZATION),
            Self::Body(_) => None,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Header { name, prefix } => format!("{name}: {prefix}<token>"),
            Self::Basic => "Authorization: Basic <base64 of the token>".to_owned(),
            Self::Body(path) => format!("body {path}: <token>"),
        }
    }
}

impl SharedToken {
    /// The token is the value of a header.
    #[must_use]
    pub const fn header(id: &'static str, name: HeaderName) -> Self {
        Self::prefixed_header(id, name, "")
    }

    /// The token is the value of a header after `prefix`, such as `Bearer `.
    #[must_use]
    pub const fn prefixed_header(id: &'static str, name: HeaderName, prefix: &'static str) -> Self {
        Self::with(id, Place::Header { name, prefix })
    }

    /// The token is `user:password` of HTTP Basic (RFC 7617), as browsers and senders make it
    /// of a URL with both in it.
    #[must_use]
    pub const fn basic(id: &'static str) -> Self {
        Self::with(id, Place::Basic)
    }

    /// The token is a string in the JSON body: `/passcode` is a member's, and
    /// `/value/*/clientState` that of each element of an array, of which all must be the same.
    ///
    /// Whoever logs such a body logs the token.
    #[must_use]
    pub const fn member(id: &'static str, path: &'static str) -> Self {
        Self::with(id, Place::Body(path))
    }

    const fn with(id: &'static str, place: Place) -> Self {
        Self {
            id,
            place,
            other: None,
            facts: EventFacts::new(),
            handshakes: &[],
            min_key_bytes: DEFAULT_MIN_KEY_BYTES,
            methods: &[Cow::Borrowed("POST")],
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
            greatest_body: None,
        }
    }

    /// If the token's header is missing, the token is the value of this one, after `prefix`.
    #[must_use]
    pub const fn with_other_header(mut self, name: HeaderName, prefix: &'static str) -> Self {
        crate::inline::replace(&mut self.other, Some(Place::Header { name, prefix }));
        self
    }

    /// Minimum token length in bytes (default 16).
    #[must_use]
    pub const fn with_min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// The methods that deliveries come with, in capitals (default `POST`).
    #[must_use]
    pub const fn with_methods(mut self, methods: &'static [Cow<'static, str>]) -> Self {
        self.methods = methods;
        self
    }

    /// The place of the event id.
    #[must_use]
    pub const fn with_event_id(mut self, at: Source) -> Self {
        crate::inline::replace(&mut self.facts.id, Some(at));
        self
    }

    /// The place of the event type.
    #[must_use]
    pub const fn with_event_type(mut self, at: Source) -> Self {
        crate::inline::replace(&mut self.facts.event_type, Some(at));
        self
    }

    /// The place of the attempt's number.
    #[must_use]
    pub const fn with_attempt(mut self, at: Source) -> Self {
        crate::inline::replace(&mut self.facts.attempt, Some(at));
        self
    }

    /// Values that are new for each attempt to deliver one event: see
    /// [`EventFacts::with_per_attempt`].
    #[must_use]
    pub const fn with_per_attempt(mut self, at: &'static [Source]) -> Self {
        self.facts.per_attempt = at;
        self
    }

    /// Two events can have the same body: see [`EventFacts::look_alike`].
    #[must_use]
    pub const fn look_alike(mut self) -> Self {
        self.facts.look_alike = true;
        self
    }

    /// Requests that are not events and expect a certain answer. None is signed.
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.handshakes = handshakes;
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that: the default
    /// limit of verifiers.
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
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

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_algorithm("comparison")
            .with_signature(match &self.other {
                None => self.place.in_words(),
                Some(other) => format!("{} (or {})", self.place.in_words(), other.in_words()),
            })
            .with_message("{token}")
    }
}

impl SignatureScheme for SharedToken {
    /// The algorithm is the one by which tokens are compared.
    fn description(&self) -> Description {
        let places = std::iter::once(&self.place).chain(&self.other);
        Description::new(self.id, Algorithm::HmacSha256, BodyCoverage::Nothing)
            .with_facts(self.facts.clone())
            .with_headers(places.filter_map(Place::header).cloned())
            .with_handshakes(self.handshakes)
            .with_retry_window(self.retry_window)
            .with_retry_status(self.retry_status)
            .with_min_key_bytes(self.min_key_bytes)
            .with_methods(self.methods)
            .with_greatest_body(self.greatest_body)
    }

    fn validate(&self, _: Option<&str>) -> Result<(), ConfigError> {
        match self.place {
            Place::Body(path) if !path.starts_with('/') || path.contains('~') => {
                Err(ConfigError::InvalidScheme {
                    scheme: self.id.to_owned(),
                    reason: "the token's place is not a pointer to a member",
                })
            }
            _ => Ok(()),
        }
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(match &self.place {
            Place::Body(path) => Shown::InBody(path),
            Place::Header { .. } | Place::Basic => {
                Shown::InHead(Zeroizing::new(self.in_head(incoming)?.into_owned()))
            }
        }))
    }

    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        let token = draft.token()?;
        draft.push_facts(&self.facts);
        match &self.place {
            Place::Header { name, prefix } => draft.push(name, format!("{prefix}{token}")),
            Place::Basic => {
                draft.push(AUTHORIZATION, format!("Basic {}", STANDARD.encode(&token)));
            }
            Place::Body(path) => draft.set_member(path, &token)?,
        }
        Ok(())
    }
}

impl SharedToken {
    /// The token in the head.
    fn in_head<'a>(&self, incoming: &Incoming<'a>) -> Result<Cow<'a, [u8]>, Rejection> {
        let name = self.place.header().unwrap_or(AUTHORIZATION);
        // The other place counts where nothing is in the first.
        let (place, name) = match &self.other {
            Some(other) if incoming.only_header(name)?.is_none() => {
                (other, other.header().unwrap_or(name))
            }
            _ => (&self.place, name),
        };
        let value = match incoming.only_header(name)? {
            None | Some(b"") => {
                return Err(Rejection::MissingSignature {
                    header: name.clone(),
                });
            }
            Some(value) => value,
        };
        let token = match place {
            Place::Header { prefix, .. } => {
                value.strip_prefix(prefix.as_bytes()).map(Cow::Borrowed)
            }
            _ => basic(value).map(Cow::Owned),
        };
        token
            .filter(|token| !token.is_empty())
            .ok_or_else(|| Rejection::MalformedSignature {
                header: name.clone(),
            })
    }
}

/// User and password of HTTP Basic; the scheme's name is case-insensitive.
fn basic(value: &[u8]) -> Option<Vec<u8>> {
    let (name, text) = value.split_at_checked(BASIC.len())?;
    if !name.eq_ignore_ascii_case(BASIC) {
        return None;
    }
    STANDARD.decode(text).ok()
}

const AUTHORIZATION: &HeaderName = &HeaderName::from_static("Authorization");
const BASIC: &[u8] = b"Basic ";

/// Where a request shows its token.
enum Shown {
    /// Its head has it: this one.
    InHead(Zeroizing<Vec<u8>>),
    /// Its body has it, at this path.
    InBody(&'static str),
}

impl Claim for Shown {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        Ok(Box::new(match *self {
            Self::InHead(token) => Comparing::Decided(keys.macs()?.keyed_by(&token)),
            Self::InBody(_) if keys.is_empty() => return Err(Rejection::UnknownKey),
            Self::InBody(path) => Comparing::Awaited {
                keys: keys.clone(),
                path,
            },
        }))
    }
}

/// The comparison of a token with the keys.
enum Comparing {
    /// The head has shown which key's token it is, or that it is none.
    Decided(Option<KeySlot>),
    /// The body will.
    Awaited { keys: Keys, path: &'static str },
}

impl Check for Comparing {
    fn update(&mut self, _chunk: &[u8]) {} // nothing of it is signed

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let slot = match *self {
            Self::Decided(slot) => slot,
            Self::Awaited { keys, path } => {
                let mut first = None;
                for token in tokens_in(body, path)? {
                    let slot = keys.macs()?.keyed_by(token.as_bytes());
                    let slot = slot.ok_or(Rejection::SignatureMismatch)?;
                    first.get_or_insert(slot);
                }
                first
            }
        };
        slot.map(Authentic::by).ok_or(Rejection::SignatureMismatch)
    }
}

/// The tokens in a JSON body, each once. Each element of an array has one, and what is sent
/// together may be of several subscriptions: each must then be a key of the ring.
fn tokens_in(body: &[u8], path: &str) -> Result<Vec<String>, Rejection> {
    const MISSING: Rejection = Rejection::MissingInBody {
        what: "token at the sender's place for it",
    };
    let (items, member) = path.split_at(path.rfind('/').unwrap_or_default());
    let mut tokens: Vec<String> = Vec::new();
    for item in json::members(body, items, &[member], MAX_ITEMS)? {
        let own = item.into_iter().next().flatten();
        let own = own.filter(|text| !text.is_empty()).ok_or(MISSING)?;
        if tokens.contains(&own) {
            continue;
        }
        if tokens.len() >= MAX_TOKENS {
            return Err(Rejection::SignatureMismatch); // a ring has no more keys
        }
        tokens.push(own);
    }
    if tokens.is_empty() {
        return Err(MISSING);
    }
    Ok(tokens)
}

/// As many as the keys of a ring.
const MAX_TOKENS: usize = 8;

/// More than any sender puts into one delivery.
const MAX_ITEMS: usize = 10_000;

#[cfg(test)]
mod tests;
