//! Mailgun.

use std::time::Duration;

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::keys::Keys;
use hookseal_core::scheme::{
    Authentic, Check, Claim, Delivered, Description, Incoming, MemberPart, MembersClaim,
    SchemeWords, SignatureScheme, SignedMembers, Source, Timestamp, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, ConfigError, Rejection};

#[cfg(feature = "form")]
use crate::form::{FORM, fields, is_form};
#[cfg(feature = "multipart")]
use crate::multipart;
use crate::provider::Family;
use crate::within::CONTENT_TYPE;
use crate::{CodeScheme, Group, Provider, ProviderScheme, SchemeKind};

/// Mailgun: see [`Mailgun`].
pub const MAILGUN: Mailgun = Mailgun { scheme: EVENT };

/// Mailgun: in the JSON body, `/signature/signature` is the hex HMAC-SHA256 of
/// `/signature/timestamp` and `/signature/token`.
///
/// **The event itself is not signed**: anyone who has seen one delivery can send another event
/// with its signature. Each token is one event's, so remember them: a retry has that of the
/// first attempt. Mailgun retries for 8 hours, so the timestamp may be 9 old, where its library
/// for Python takes 15 minutes; and 15 minutes ahead. The key is the text of the account's HTTP
/// webhook signing key. Events of subaccounts also have a signature by the key of the account
/// above them, `/signature/parent-signature`; either is enough.
///
/// Deliveries that routes forward are a form (feature `form`) or, with attachments,
/// `multipart/form-data` (feature `multipart`), with `timestamp`, `token` and `signature` as
/// fields.
///
/// Source: <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailgun {
    scheme: SignedMembers,
}

const EVENT: SignedMembers = SignedMembers::new(
    "mailgun",
    Algorithm::HmacSha256,
    SIGNATURE,
    &[MemberPart::Member(TIMESTAMP), MemberPart::Member(TOKEN)],
)
.with_other_signature("/signature/parent-signature")
.with_timestamp(
    Timestamp::json(TIMESTAMP, TimestampFormat::Seconds).with_tolerance(
        Duration::from_secs(9 * 60 * 60),
        Duration::from_secs(15 * 60),
    ),
)
.with_event_id(Source::json("/event-data/id"))
.with_event_type(Source::json("/event-data/event"))
.with_retry_window(Duration::from_secs(8 * 60 * 60));

const SIGNATURE: &str = "/signature/signature";
const TIMESTAMP: &str = "/signature/timestamp";
const TOKEN: &str = "/signature/token";

/// How a body is written.
#[derive(Debug)]
enum Written {
    Json,
    #[cfg(feature = "form")]
    Form,
    /// Between these boundaries.
    #[cfg(feature = "multipart")]
    Parts(String),
}

impl Written {
    #[allow(clippy::unnecessary_wraps)] // without the features
    fn of(head: &dyn RequestHead) -> Result<Self, Rejection> {
        let _ = head;
        #[cfg(feature = "form")]
        if is_form(head)? {
            return Ok(Self::Form);
        }
        #[cfg(feature = "multipart")]
        if let Ok(boundary) = multipart::boundary(head) {
            return Ok(Self::Parts(boundary));
        }
        Ok(Self::Json)
    }

    /// Of these members, which are fields if it is no JSON: all or none.
    #[allow(clippy::unnecessary_wraps)]
    fn fields(self, body: &Bytes) -> Result<Option<Vec<(String, String)>>, Rejection> {
        let _ = body;
        Ok(match self {
            Self::Json => None,
            #[cfg(feature = "form")]
            Self::Form => {
                let all = fields(body)?.into_iter();
                let own = all.filter(|(name, _)| is_own(name));
                Some(own.map(|(name, text)| (name.into(), text.into())).collect())
            }
            #[cfg(feature = "multipart")]
            Self::Parts(boundary) => Some(multipart::texts(body, boundary, is_own)?),
        })
    }
}

/// Whether a field is one of those that are read.
#[cfg(any(feature = "form", feature = "multipart"))]
fn is_own(name: &str) -> bool {
    [SIGNATURE, TIMESTAMP, TOKEN]
        .iter()
        .any(|pointer| field_at(pointer) == name)
}

/// The form field for a member.
fn field_at(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or(pointer)
}

/// The text of the form field for a member.
fn text_at(fields: &[(String, String)], pointer: &str) -> Result<Option<String>, Rejection> {
    let mut found = fields
        .iter()
        .filter(|(name, _)| name == field_at(pointer))
        .map(|(_, text)| text.clone());
    let first = found.next();
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Rejection::MalformedBody {
            reason: "a field occurs twice",
        }),
    }
}

impl Mailgun {
    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        self.scheme.words()
    }
}

impl SignatureScheme for Mailgun {
    fn description(&self) -> Description {
        self.scheme.description().with_headers([CONTENT_TYPE])
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        self.scheme.validate(public_url)
    }

    /// By the token, however it is written.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        match Written::of(delivered.head())?.fields(delivered.body())? {
            None => self.scheme.event_identity(delivered, part),
            Some(fields) => {
                let token = text_at(&fields, TOKEN)?;
                part(token.unwrap_or_default().as_bytes());
                Ok(())
            }
        }
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(MailgunClaim {
            written: Written::of(incoming.head())?,
            claim: self.scheme.claim_of(incoming),
        }))
    }

    /// A form gets its fields; any other body is JSON.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        #[cfg(feature = "form")]
        if is_form(draft)? {
            let time = draft.timestamp(TimestampFormat::Seconds)?;
            let signature = draft.signature(hookseal_core::scheme::Encoding::Hex);
            let own = [
                (field_at(TIMESTAMP), time),
                (field_at(SIGNATURE), signature),
            ];
            let others = fields(draft.body())?.into_iter().filter(|(name, _)| {
                let mut own = own.iter();
                own.all(|(other, _)| other != name)
            });
            let form = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(others)
                .extend_pairs(own.iter())
                .finish();
            draft.set_body(form);
            draft.set(&CONTENT_TYPE, FORM);
            return Ok(());
        }
        self.scheme.write(draft)
    }
}

/// The claim of a head: how the body is written.
struct MailgunClaim {
    written: Written,
    claim: MembersClaim,
}

impl Claim for MailgunClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        let keys = keys.clone();
        Ok(Box::new(MailgunCheck { said: *self, keys }))
    }
}

struct MailgunCheck {
    said: MailgunClaim,
    keys: Keys,
}

impl Check for MailgunCheck {
    fn update(&mut self, _chunk: &[u8]) {} // what is signed is known when all is there

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let MailgunClaim { written, claim } = self.said;
        match written.fields(body)? {
            None => Box::new(claim).check(&self.keys)?.finish(body),
            Some(fields) => claim.check_by(&self.keys, |pointer| text_at(&fields, pointer)),
        }
    }
}

impl Family for Mailgun {
    const KIND: SchemeKind = SchemeKind::Members;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailgun",
    name: "Mailgun",
    constant: "MAILGUN",
    group: Group::Mail,
    documentation: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| MAILGUN)),
    names: &[],
    variants: &[],
};
