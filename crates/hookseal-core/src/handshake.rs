//! Handshakes: requests that are not events, and the answers that senders expect to them.

mod answered;
mod greeter;
mod reply;

use std::fmt;

pub use self::answered::AnsweredHandshake;
pub use self::greeter::OfferedSecret;
pub(crate) use self::greeter::{Candidates, Greeter, SecretTaker, Token};
pub use self::reply::{Reply, Said};
use crate::header_name::HeaderName;

/// A request that is not an event: how it is recognised, and the answer its sender expects.
///
/// Senders test an endpoint before they trust it with events: they want a challenge
/// given back, an HMAC of it, or just 200. A verifier answers the handshakes of its
/// scheme by itself, and no handler sees them.
///
/// Signed handshakes are answered only after their signature has been verified. Nothing in
/// the others is trusted: the value they carry is echoed as plain text or within JSON, if it
/// is short printable ASCII, and is not used for anything else.
///
/// ```
/// use hookseal_core::handshake::{Condition, Given, Handshake, JsonIs, Reply};
///
/// /// `GET /hooks/acme?challenge=abc` is answered `abc`.
/// const CHALLENGE: Handshake = Handshake::unsigned(
///     "challenge",
///     "GET",
///     &[],
///     Reply::Text(Given::Query("challenge")),
/// );
/// /// A signed `{"type":"ping"}` is answered 200.
/// const PING: Handshake =
///     Handshake::signed("ping", &[Condition::Json("/type", JsonIs::Text("ping"))], Reply::Empty(200));
/// # let _ = (CHALLENGE, PING);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handshake {
    name: &'static str,
    kind: Kind,
    conditions: &'static [Condition],
    reply: Reply,
    /// Where it brings a secret for the app to keep.
    secret: Option<Given>,
}

/// How a handshake is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Its head, with this method.
    Unsigned(&'static str),
    /// Its signature has held.
    Signed,
    /// By its body, if the signature is not valid.
    Unproven,
}

impl Handshake {
    /// One that is not signed, so it is known by its head alone: `method`, all of
    /// `conditions`, and that what `reply` gives back is there. `name` is for logs and
    /// tables; best is the sender's own.
    #[must_use]
    pub const fn unsigned(
        name: &'static str,
        method: &'static str,
        conditions: &'static [Condition],
        reply: Reply,
    ) -> Self {
        Self {
            name,
            kind: Kind::Unsigned(method),
            conditions,
            reply,
            secret: None,
        }
    }

    /// One that is signed as events are: it is answered once its signature has held.
    #[must_use]
    pub const fn signed(
        name: &'static str,
        conditions: &'static [Condition],
        reply: Reply,
    ) -> Self {
        Self {
            name,
            kind: Kind::Signed,
            conditions,
            reply,
            secret: None,
        }
    }

    /// A handshake whose signature is not valid, because the sender makes it with a different
    /// key from that of events, or wrong on purpose. It is recognised by its body as well, and
    /// answered after the body has arrived, no matter who sent it. So `conditions` must match
    /// nothing that could be an event, and `reply` must echo nothing.
    #[must_use]
    pub const fn unproven(
        name: &'static str,
        conditions: &'static [Condition],
        reply: Reply,
    ) -> Self {
        Self {
            name,
            kind: Kind::Unproven,
            conditions,
            reply,
            secret: None,
        }
    }

    /// It carries the secret for all later events, unsigned. It is answered only if the app
    /// has accepted the secret: see
    /// [`VerifierBuilder::offered_secrets`](crate::VerifierBuilder::offered_secrets).
    #[must_use]
    pub const fn offering(mut self, secret: Given) -> Self {
        self.secret = Some(secret);
        self
    }

    /// Its name, for logs and tables.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it is answered only once its signature has held.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        matches!(self.kind, Kind::Signed)
    }

    /// Whether it needs something of the app besides a key: a
    /// [token](crate::VerifierBuilder::handshake_token) to compare with, or a
    /// [place](crate::VerifierBuilder::offered_secrets) for the secret it brings.
    #[must_use]
    pub fn needs_configuration(&self) -> bool {
        self.secret.is_some() || self.takes_token()
    }
}

/// Its name.
impl fmt::Display for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A condition that a request must meet to be a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// The body is a form with one field alone, of this name and value.
    #[cfg(feature = "form")]
    Form(&'static str, &'static str),
    /// The header of this name, with this value in whatever case.
    Header(&'static str, &'static str),
    /// A body of this media type, whatever its parameters, such as a charset.
    MediaType(&'static str),
    /// No header of this name.
    NoHeader(&'static str),
    /// The query parameter with this value.
    #[cfg(feature = "form")]
    Query(&'static str, &'static str),
    /// The query parameter of this name, of hexadecimal digits alone, at least and at most so
    /// many.
    #[cfg(feature = "form")]
    QueryHex(&'static str, usize, usize),
    /// The query parameter with the token that the app has configured.
    #[cfg(feature = "form")]
    Token(&'static str),
    /// This at the JSON pointer in the body, once that has come.
    Json(&'static str, JsonIs),
}

impl Handshake {
    /// The headers by which it is known.
    pub(crate) fn headers(&self) -> impl Iterator<Item = HeaderName> + use<> {
        self.conditions
            .iter()
            .filter_map(|condition| match condition {
                Condition::Header(name, _) | Condition::NoHeader(name) => {
                    HeaderName::new(*name).ok()
                }
                Condition::MediaType(_) => Some(CONTENT_TYPE),
                _ => None,
            })
    }
}

const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");

/// The value that a member of a JSON body must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonIs {
    /// An empty list.
    EmptyList,
    /// This number.
    Number(u64),
    /// Any value, including `null`.
    Present,
    /// This text.
    Text(&'static str),
}

/// Where the handshake carries the value to echo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Given {
    /// In the header of this name.
    Header(&'static str),
    /// At a JSON pointer (RFC 6901) in the verified body.
    Json(&'static str),
    /// In a query parameter.
    #[cfg(feature = "form")]
    Query(&'static str),
}

#[cfg(test)]
#[cfg(feature = "form")]
mod tests;
