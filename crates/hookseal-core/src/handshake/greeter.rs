//! Telling handshakes from events.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use memchr::memmem;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{AnsweredHandshake, CONTENT_TYPE, Condition, Given, Handshake, JsonIs, Kind};
use crate::crypto::algorithm::Computed;
use crate::key::{PreparedKey, Secret};
use crate::request::{RequestHead, Single};
use crate::verdict::Rejection;

/// A verifier's handshakes: those of its scheme, and the app's settings for them.
#[derive(Clone, Default)]
pub(crate) struct Greeter {
    pub(crate) all: Vec<Handshake>,
    pub(crate) token: Option<Token>,
    pub(crate) taker: Option<SecretTaker>,
    /// Whether an answer to anybody is an HMAC of what they ask for.
    signs_words: bool,
}

/// The handshakes that a request may be, judging by its head, and that have to wait for
/// their body: one bit for each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidates(u32);

/// The digest of a token: what is compared says nothing of the token's length.
#[derive(Clone)]
pub(crate) struct Token(Computed<[u8; 32]>);

impl Token {
    pub(crate) fn new(token: &[u8]) -> Self {
        Self(Computed::new(Sha256::digest(token).into()))
    }

    fn is(&self, text: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        self.0.equals(&digest).into()
    }
}

/// The app's say over offered secrets.
#[derive(Clone)]
pub(crate) struct SecretTaker(pub(crate) Arc<TakeSecret>);

impl fmt::Debug for SecretTaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretTaker(…)")
    }
}

type TakeSecret = dyn Fn(OfferedSecret) -> bool + Send + Sync;

/// A secret that somebody offers for all later events: see
/// [`VerifierBuilder::offered_secrets`](crate::VerifierBuilder::offered_secrets).
#[derive(Debug)]
#[non_exhaustive]
pub struct OfferedSecret {
    /// The secret.
    pub secret: Secret,
    /// The request's path and query.
    pub target: String,
    /// The tenant, if the adapter knows it.
    pub tenant: Option<String>,
}

impl Greeter {
    pub(crate) fn new(
        all: Vec<Handshake>,
        token: Option<Token>,
        taker: Option<SecretTaker>,
    ) -> Self {
        let signs = |handshake: &Handshake| !handshake.is_signed() && handshake.reply.signs();
        Self {
            signs_words: all.iter().any(signs),
            all,
            token,
            taker,
        }
    }

    /// The unsigned handshake that a request is, if that can be determined without keys.
    pub(crate) fn unsigned(&self, head: &dyn RequestHead) -> Option<&Handshake> {
        // Events come by methods of their own, nearly always: this is where they leave.
        let mut of_method = self.all.iter().filter(
            |handshake| matches!(handshake.kind, Kind::Unsigned(method) if method == head.method()),
        );
        of_method.find(|handshake| {
            let mut conditions = handshake.conditions.iter();
            conditions.all(|condition| condition.holds_in(head))
                && (self.token.is_some() || !handshake.takes_token())
                && (self.taker.is_some() || handshake.secret.is_none())
                && handshake.brings(head)
        })
    }

    /// Answers an unsigned handshake. `None` is to go on: the request may yet be an event.
    ///
    /// # Errors
    ///
    /// [`Rejection::HandshakeToken`].
    pub(crate) fn answer_unsigned(
        &self,
        handshake: &Handshake,
        head: &dyn RequestHead,
        key: Option<&PreparedKey>,
    ) -> Result<Option<AnsweredHandshake>, Rejection> {
        if let Some(parameter) = handshake.token() {
            let token = query(head, parameter).unwrap_or_default();
            if !self.token.as_ref().is_some_and(|own| own.is(&token)) {
                return Err(Rejection::HandshakeToken);
            }
        }
        let read = |given| text_of(given, head);
        let Some(answer) = handshake.reply.answer(read, key) else {
            return Ok(None);
        };
        let is_ours = match handshake.secret {
            Some(given) => self.takes(read(given), head),
            None => true,
        };
        Ok(is_ours.then(|| AnsweredHandshake::new(handshake.name, answer)))
    }

    /// Whether the app accepts an offered secret.
    fn takes(&self, secret: Option<String>, head: &dyn RequestHead) -> bool {
        let (Some(SecretTaker(take)), Some(Ok(secret))) = (&self.taker, secret.map(Secret::new))
        else {
            return false;
        };
        take(OfferedSecret {
            secret,
            target: head.target().to_owned(),
            tenant: head.tenant().map(str::to_owned),
        })
    }

    /// Whether a body that has verified may have been signed by an answer: anybody can have
    /// any word signed where an unsigned handshake is answered with its HMAC.
    pub(crate) fn may_have_signed(&self, body: &[u8]) -> bool {
        self.signs_words && !body.is_empty() && super::reply::is_word(body)
    }

    /// Which of those that have to wait for their body a request may be.
    pub(crate) fn candidates(&self, head: &dyn RequestHead) -> Candidates {
        let mut found = 0;
        for (bit, handshake) in bits().zip(&self.all) {
            let mut conditions = handshake.conditions.iter();
            let waits = !matches!(handshake.kind, Kind::Unsigned(_));
            if waits && conditions.all(|condition| condition.holds_in(head)) {
                found |= bit;
            }
        }
        Candidates(found)
    }

    /// Answers a signed handshake, once its signature has held.
    pub(crate) fn answer_signed(
        &self,
        candidates: Candidates,
        body: &[u8],
        key: Option<&PreparedKey>,
    ) -> Option<AnsweredHandshake> {
        self.answer_known_by_body(Kind::Signed, candidates, body, key)
    }

    /// Answers a handshake whose signature need not be valid, after it has failed.
    pub(crate) fn answer_unproven(
        &self,
        candidates: Candidates,
        body: &[u8],
    ) -> Option<AnsweredHandshake> {
        self.answer_known_by_body(Kind::Unproven, candidates, body, None)
    }

    fn answer_known_by_body(
        &self,
        kind: Kind,
        candidates: Candidates,
        body: &[u8],
        key: Option<&PreparedKey>,
    ) -> Option<AnsweredHandshake> {
        if candidates.0 == 0 || body.len() > MAX_BODY_BYTES {
            return None;
        }
        let mut json = None;
        bits().zip(&self.all).find_map(|(bit, handshake)| {
            if candidates.0 & bit == 0 || handshake.kind != kind || !handshake.may_be(body) {
                return None;
            }
            // Read once, and only what is likely to be one.
            let json = json
                .get_or_insert_with(|| serde_json::from_slice::<Value>(body).unwrap_or_default());
            let mut conditions = handshake.conditions.iter();
            if !conditions.all(|condition| condition.holds_of(json)) {
                return None;
            }
            let read = |given| match given {
                Given::Json(pointer) if kind == Kind::Signed => json
                    .pointer(pointer)
                    .and_then(Value::as_str)
                    .and_then(plain),
                _ => None, // the head is gone, and unsigned
            };
            let answer = handshake.reply.answer(read, key)?;
            Some(AnsweredHandshake::new(handshake.name, answer))
        })
    }
}

impl Handshake {
    fn token(&self) -> Option<&'static str> {
        self.conditions
            .iter()
            .find_map(|condition| match condition {
                #[cfg(feature = "form")]
                Condition::Token(parameter) => Some(*parameter),
                _ => None,
            })
    }

    pub(super) fn takes_token(&self) -> bool {
        self.token().is_some()
    }

    /// Whether its answer needs a key.
    pub(crate) fn takes_key(&self) -> bool {
        self.reply.takes_key()
    }

    /// Whether an unsigned one brings all that its reply gives back.
    fn brings(&self, head: &dyn RequestHead) -> bool {
        self.reply
            .takes()
            .chain(self.secret)
            .all(|given| text_of(given, head).is_some())
    }

    /// Whether it is worth reading a body for it.
    fn may_be(&self, body: &[u8]) -> bool {
        self.conditions.iter().all(|condition| match condition {
            Condition::Json(_, JsonIs::Text(text)) => memmem::find(body, text.as_bytes()).is_some(),
            Condition::Json(_, JsonIs::EmptyList) => body.len() <= MAX_EMPTY_BYTES,
            #[cfg(feature = "form")]
            Condition::Form(name, value) => is_field(body, name, value),
            _ => true,
        })
    }
}

impl Condition {
    /// Whether a head meets it; conditions on the body or the configuration are checked later.
    fn holds_in(&self, head: &dyn RequestHead) -> bool {
        match self {
            Self::Header(name, value) => {
                matches!(head.single(name), Single::Once(text) if text.eq_ignore_ascii_case(value.as_bytes()))
            }
            Self::MediaType(essence) => match head.single(CONTENT_TYPE.as_str()) {
                Single::Once(value) => {
                    let mut parts = value.split(|byte| *byte == b';');
                    let own = parts.next().unwrap_or_default().trim_ascii();
                    own.eq_ignore_ascii_case(essence.as_bytes())
                }
                Single::Missing | Single::Repeated => false,
            },
            Self::NoHeader(name) => head.header(name, 0).is_none(),
            #[cfg(feature = "form")]
            Self::Query(name, value) => query(head, name).as_deref() == Some(value),
            #[cfg(feature = "form")]
            Self::QueryHex(name, least, most) => query(head, name).is_some_and(|text| {
                (*least..=*most).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_hexdigit())
            }),
            #[cfg(feature = "form")]
            Self::Form(..) | Self::Token(_) => true,
            Self::Json(..) => true,
        }
    }

    /// Whether a verified body has it.
    fn holds_of(&self, json: &Value) -> bool {
        let Self::Json(pointer, is) = self else {
            return true; // was looked at in the head
        };
        let found = json.pointer(pointer);
        match is {
            JsonIs::EmptyList => found.and_then(Value::as_array).is_some_and(Vec::is_empty),
            JsonIs::Number(number) => found.and_then(Value::as_u64) == Some(*number),
            JsonIs::Present => found.is_some(),
            JsonIs::Text(text) => found.and_then(Value::as_str) == Some(text),
        }
    }
}

/// The value that an unsigned request carries, if it may be echoed.
fn text_of(given: Given, head: &dyn RequestHead) -> Option<String> {
    match given {
        Given::Header(name) => match head.single(name) {
            Single::Once(value) => plain(std::str::from_utf8(value).ok()?),
            Single::Missing | Single::Repeated => None,
        },
        #[cfg(feature = "form")]
        Given::Query(name) => plain(&query(head, name)?),
        Given::Json(_) => None, // nothing of an unsigned body is given back
    }
}

/// Whether a body is a form with this one field.
#[cfg(feature = "form")]
fn is_field(body: &[u8], name: &str, value: &str) -> bool {
    let mut fields = form_urlencoded::parse(body);
    let only = fields.next();
    fields.next().is_none() && only.is_some_and(|field| field == (name.into(), value.into()))
}

/// A query parameter that occurs once.
#[cfg(feature = "form")]
fn query<'a>(head: &'a dyn RequestHead, name: &str) -> Option<Cow<'a, str>> {
    let (_, query) = head.target().split_once('?')?;
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

/// No handshake of this build asks for one.
#[cfg(not(feature = "form"))]
const fn query<'a>(_: &'a dyn RequestHead, _: &str) -> Option<Cow<'a, str>> {
    None
}

/// A text that is fit to be given back: short, printable ASCII.
fn plain(text: &str) -> Option<String> {
    let fit = (1..=MAX_TEXT_BYTES).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    fit.then(|| text.to_owned())
}

/// A bit for each handshake; a verifier has no more than these.
fn bits() -> impl Iterator<Item = u32> {
    (0..u32::BITS).map(|place| 1 << place)
}

/// The longest text that is given back.
const MAX_TEXT_BYTES: usize = 1024;

/// The longest body of a signed handshake; longer ones are events.
const MAX_BODY_BYTES: usize = 4096;

/// Like [`MAX_BODY_BYTES`], for handshakes recognised by an empty list.
const MAX_EMPTY_BYTES: usize = 512;

impl fmt::Debug for Greeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.all.iter().map(Handshake::name))
            .finish()
    }
}
