//! Shared tokens: what senders show instead of signing.

mod member;

use std::fmt;

use bytes::Bytes;

use crate::{
    Algorithm, Authentic, BodyCoverage, Check, ConfigError, EventFacts, HeaderName, Incoming,
    KeySlot, Mac, Rejection, SchemeWords, SignatureScheme, Source,
};

/// A token that the sender sends along with each delivery, and the app knows.
///
/// **It authenticates no body.** It travels with every delivery, so whoever has seen one, be
/// it a log, a proxy or a debugging tool, can send any body at any time. Events say so:
/// [`coverage`](crate::VerifiedBody::coverage) is [`BodyCoverage::Nothing`], and none of their
/// facts is signed. Where the sender signs as well, use that.
///
/// Tokens are compared by an HMAC of each, so the time tells neither how much of one was
/// right nor how long the right one is.
///
/// ```
/// use hookseal_core::{HeaderName, Secret, SharedToken, Source, Verifier};
///
/// const ACME: SharedToken = SharedToken::header("acme", HeaderName::from_static("X-Acme-Token"))
///     .event_type(Source::header("X-Acme-Event"));
/// let verifier = Verifier::new(ACME, Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedToken {
    id: &'static str,
    place: Place,
    facts: EventFacts,
}

/// Where the token stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// In a header, behind a prefix that may be empty.
    Header {
        name: HeaderName,
        prefix: &'static str,
    },
    /// In the JSON body.
    Member(&'static str),
}

impl SharedToken {
    /// The token is the value of a header.
    #[must_use]
    pub const fn header(id: &'static str, name: HeaderName) -> Self {
        Self::prefixed_header(id, name, "")
    }

    /// The token is the value of a header behind `prefix`, such as `Bearer `.
    #[must_use]
    pub const fn prefixed_header(id: &'static str, name: HeaderName, prefix: &'static str) -> Self {
        Self::with(id, Place::Header { name, prefix })
    }

    /// The token is a string in the JSON body: `/passcode` is a member's, and
    /// `/value/*/clientState` that of each element of an array, of which all must be the same.
    ///
    /// Whoever logs such a body logs the token.
    #[must_use]
    pub const fn member(id: &'static str, path: &'static str) -> Self {
        Self::with(id, Place::Member(path))
    }

    const fn with(id: &'static str, place: Place) -> Self {
        Self {
            id,
            place,
            facts: EventFacts::new(),
        }
    }

    /// Where the event id stands.
    #[must_use]
    pub const fn event_id(mut self, at: Source) -> Self {
        crate::scheme::replace(&mut self.facts.id, Some(at));
        self
    }

    /// Where the kind of event stands.
    #[must_use]
    pub const fn event_type(mut self, at: Source) -> Self {
        crate::scheme::replace(&mut self.facts.event_type, Some(at));
        self
    }

    /// Where the number of the delivery attempt stands.
    #[must_use]
    pub const fn attempt(mut self, at: Source) -> Self {
        crate::scheme::replace(&mut self.facts.attempt, Some(at));
        self
    }

    /// What it demands, in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .algorithm("comparison")
            .signature(match &self.place {
                Place::Header { name, prefix } => format!("{name}: {prefix}<token>"),
                Place::Member(path) => format!("body {path}: <token>"),
            })
            .message("{token}")
    }
}

impl SignatureScheme for SharedToken {
    type Check = TokenCheck;

    fn id(&self) -> &str {
        self.id
    }

    /// By which tokens are compared.
    fn algorithm(&self) -> Algorithm {
        Algorithm::HmacSha256
    }

    fn facts(&self) -> &EventFacts {
        &self.facts
    }

    fn body_coverage(&self) -> BodyCoverage {
        BodyCoverage::Nothing
    }

    fn validate(&self, _: Option<&str>) -> Result<(), ConfigError> {
        match self.place {
            Place::Member(path) if !path.starts_with('/') || path.contains('~') => {
                Err(ConfigError::InvalidScheme {
                    scheme: self.id.to_owned(),
                    reason: "the token's place is no path to a member",
                })
            }
            _ => Ok(()),
        }
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        self.in_head(incoming).map(drop)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<TokenCheck, Rejection> {
        let in_head = self.in_head(incoming)?;
        let keys: Vec<_> = incoming
            .keys()
            .filter_map(|key| Some((key.slot(), key.mac()?)))
            .collect();
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        Ok(TokenCheck(match (in_head, &self.place) {
            (Some(token), _) => Step::Decided(shown(keys, token)),
            (None, Place::Member(path)) => Step::Awaited { keys, path },
            (None, Place::Header { .. }) => Step::Decided(None),
        }))
    }
}

impl SharedToken {
    /// The token, where the head must have it.
    fn in_head<'a>(&self, incoming: &Incoming<'a>) -> Result<Option<&'a [u8]>, Rejection> {
        let Place::Header { name, prefix } = &self.place else {
            return Ok(None);
        };
        let header = || name.clone();
        match incoming.only_header(name)? {
            None | Some(b"") => Err(Rejection::MissingSignature { header: header() }),
            Some(value) => value
                .strip_prefix(prefix.as_bytes())
                .filter(|token| !token.is_empty())
                .map(Some)
                .ok_or_else(|| Rejection::MalformedSignature { header: header() }),
        }
    }
}

/// The check of a [`SharedToken`] under way.
pub struct TokenCheck(Step);

enum Step {
    /// The head has shown whose token it is, or that it is nobody's.
    Decided(Option<KeySlot>),
    /// The body will.
    Awaited {
        keys: Vec<(KeySlot, Mac)>,
        path: &'static str,
    },
}

impl Check for TokenCheck {
    fn update(&mut self, _chunk: &[u8]) {} // nothing of it is signed

    fn finish(self, body: &Bytes) -> Result<Authentic, Rejection> {
        let slot = match self.0 {
            Step::Decided(slot) => slot,
            Step::Awaited { keys, path } => {
                let tokens = member::strings(body, path)?;
                let first = tokens.first().map_or("", String::as_str);
                // One sender, one token.
                if tokens.iter().any(|token| token != first) {
                    return Err(Rejection::SignatureMismatch);
                }
                shown(keys, first.as_bytes())
            }
        };
        slot.map(Authentic::by).ok_or(Rejection::SignatureMismatch)
    }
}

impl fmt::Debug for TokenCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCheck(…)")
    }
}

/// Which key `token` is; all are compared.
fn shown(keys: Vec<(KeySlot, Mac)>, token: &[u8]) -> Option<KeySlot> {
    let mut found = None;
    for (slot, mac) in keys {
        if mac.is_keyed_by(token) && found.is_none() {
            found = Some(slot);
        }
    }
    found
}

#[cfg(test)]
mod tests;
