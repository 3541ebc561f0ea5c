//! Hook0, which sends for others as well.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{
    Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming, SchemeWords,
    SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, Freshness, Rejection};

use crate::before_body::BeforeBody;
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Hook0: `X-Hook0-Signature: t=<seconds>,h=<names of headers>,v1=<hex HMAC-SHA256 of
/// {t}.{h}.{values of these headers, joined by dots}.{body}>`.
///
/// The sender says in `h`, which is signed, what headers it has signed; each must be there
/// once. Only `v1` counts: the older `v0`, over time and body alone, is passed over, so nobody
/// gets rid of the headers by leaving `v1` out. A time may lie 5 minutes in the past and 1
/// ahead. The key is the text of the subscription's secret.
///
/// Id and type are in `X-Event-Id` and `X-Event-Type`, and `h` must name both, as Hook0's
/// always does. A subscription can have headers of its own, which Hook0 signs as well. Where
/// the value of one has dots, say how many: see [`Hook0::with_dots_in`].
///
/// # Why a message can be read in one way only
///
/// Dots join all parts, and values have dots of their own: `X-Event-Type` is
/// `service.resource.verb`. Anyone who could move a dot from one part to the next could make a
/// delivery that nobody signed. So each part has a number of dots that is known beforehand:
///
/// 1. `{t}` is digits, so it ends at the first dot.
/// 2. No name in `h` may have a dot, so the names end at the second.
/// 3. The names say how many dots each value has: two in `X-Event-Type`, as many as
///    [`with_dots_in`](Hook0::with_dots_in) says, and none in all others. Hook0's content types and ids
///    have none. So each value ends at a dot whose place is known.
/// 4. All that is left is the body.
///
/// A header with another number of dots is refused, and so are names that repeat. `v0` has
/// the time and the body alone, so it could be the `v1` of another delivery only if the
/// body began with names, `x-event-id` and `x-event-type` among them. No JSON text does.
/// If Hook0 sends plain text that strangers write, leave `v0` off, as it is by
/// default.
///
/// Source: <https://documentation.hook0.com/tutorials/webhook-authentication>, and what is
/// signed of a delivery: <https://github.com/hook0/hook0> (`output-worker/src/work.rs`)
pub const HOOK0: Hook0 = Hook0 {
    id: "hook0",
    facts: EventFacts::new()
        .with_id(Source::Header(EVENT_ID))
        .with_event_type(Source::Header(EVENT_TYPE)),
    dots: Cow::Borrowed(DOTS),
};

/// A sender that signs as [`HOOK0`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook0 {
    id: &'static str,
    facts: EventFacts,
    /// How many dots a header's value has, where it has any.
    dots: Cow<'static, [(HeaderName, usize)]>,
}

impl Hook0 {
    /// The same rules for another sender.
    pub(crate) const fn with_id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// The value of this header, if it is signed, has exactly so many dots. Without a word
    /// there are two in `X-Event-Type`, and none in any other.
    ///
    /// For headers that a subscription has been given, such as `Authorization` with a
    /// token, and for event types of more than three words:
    ///
    /// ```
    /// use hookseal_core::{Secret, Verifier};
    /// use hookseal_core::scheme::HeaderName;
    /// use hookseal_providers::HOOK0;
    ///
    /// // `X-Stage: eu.production`
    /// let scheme = HOOK0.with_dots_in(HeaderName::from_static("X-Stage"), 1);
    /// let verifier = Verifier::new(scheme, Secret::new("d6f1ab0e-9b1c-4a53-8f0c-6a1d2f7b9c31")?)?;
    /// # Ok::<(), hookseal_core::ConfigError>(())
    /// ```
    #[must_use]
    pub fn with_dots_in(mut self, header: HeaderName, dots: usize) -> Self {
        let all = self.dots.to_mut();
        all.retain(|(other, _)| *other != header);
        all.push((header, dots));
        self
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("X-Hook0-Signature: t=<time>,h=<names>,v1=<hex>")
            .with_message("{timestamp}.{names}.{values of these headers}.{body}")
            .with_timestamp("t= (seconds)", Some(FRESHNESS))
    }

    /// Whether the value has the dots that it must have.
    fn fits(&self, header: &HeaderName, value: &[u8]) -> bool {
        let known = self.dots.iter().find(|(other, _)| other == header);
        let dots = value.split(|byte| *byte == b'.').skip(1).count();
        dots == known.map_or(0, |(_, dots)| *dots)
    }

    /// The values of the headers that are named, if each can end in one place only.
    fn values<'a>(
        &self,
        head: &'a dyn RequestHead,
        names: &str,
    ) -> Result<Vec<&'a [u8]>, Rejection> {
        let mut headers: Vec<HeaderName> = Vec::new();
        let mut values = Vec::new();
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            let header = HeaderName::new(name)
                .ok()
                .filter(|_| !name.contains('.'))
                .ok_or(Rejection::MalformedSignature { header: SIGNATURE })?;
            if headers.contains(&header) {
                return Err(Rejection::Ambiguous { field: SIGNATURE });
            }
            if headers.len() >= MAX_NAMES {
                return Err(Rejection::TooManySignatures { maximum: MAX_NAMES });
            }
            match header.only_in(head)? {
                None => return Err(Rejection::MissingHeader { header }),
                Some(value) if !self.fits(&header, value) => {
                    return Err(Rejection::Ambiguous { field: header });
                }
                Some(value) => values.push(value),
            }
            headers.push(header);
        }
        if headers.is_empty() {
            return Err(Rejection::MalformedSignature { header: SIGNATURE });
        }
        match DEMANDED.iter().find(|name| !headers.contains(name)) {
            None => Ok(values),
            Some(name) => Err(Rejection::NotCovered {
                component: Cow::Owned(name.as_str().to_ascii_lowercase()),
            }),
        }
    }
}

impl SignatureScheme for Hook0 {
    /// The methods are the subscription's choice; 24 attempts, most of them 10 hours apart.
    fn description(&self) -> Description {
        Description::new(self.id, Algorithm::HmacSha256, BodyCoverage::Whole)
            .with_methods(METHODS)
            .with_headers([SIGNATURE])
            .with_facts(self.facts.clone())
            .with_signed_headers(DEMANDED.iter().cloned())
            .with_freshness(FRESHNESS)
            .with_retry_window(Duration::from_secs(8 * 24 * 60 * 60))
    }

    /// By the signed headers as well: events may differ in nothing else.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = delivered.head();
        let names = Said::in_head(head)?.names.unwrap_or_default();
        part(names.as_bytes());
        for value in self.values(head, names)? {
            part(value);
        }
        part(delivered.body());
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let Said {
            time,
            names,
            signature,
        } = Said::in_head(incoming.head())?;
        let signature = Encoding::Hex
            .signature(
                signature.unwrap_or_default().as_bytes(),
                Algorithm::HmacSha256,
            )
            .ok_or(Rejection::MalformedSignature { header: SIGNATURE })?;
        let time = time.ok_or(Rejection::MissingTimestamp)?;
        let at =
            incoming.fresh_timestamp(time.as_bytes(), TimestampFormat::Seconds, Some(FRESHNESS))?;
        let names = names.unwrap_or_default();
        let mut before = format!("{time}.{names}.").into_bytes();
        for value in self.values(incoming.head(), names)? {
            before.extend_from_slice(value);
            before.push(b'.');
        }
        Ok(Box::new(BeforeBody {
            before,
            signature,
            at,
        }))
    }

    /// Signs all headers that it can: those with the right number of dots, and once.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.push_facts(&self.facts);
        let mut names: Vec<_> = draft
            .headers()
            .filter(|(name, value)| {
                HeaderName::new(*name).is_ok_and(|name| {
                    !name.as_str().contains('.') && self.fits(&name, value.as_bytes())
                })
            })
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(MAX_NAMES);
        let is_named = |header: &&HeaderName| {
            let mut names = names.iter();
            names.any(|name| name.eq_ignore_ascii_case(header.as_str()))
        };
        if names.is_empty() || !DEMANDED.iter().all(|header| is_named(&header)) {
            return Err(SignError::Unsignable(
                "Hook0 signs `X-Event-Id`, and `X-Event-Type` as service.resource.verb; set both on the delivery".to_owned(),
            ));
        }
        let time = draft.timestamp(TimestampFormat::Seconds)?;
        let signature = draft.signature(Encoding::Hex);
        let value = format!("t={time},h={},v1={signature}", names.join(" "));
        draft.push(&SIGNATURE, value);
        Ok(())
    }
}

/// The contents of the signature's header.
struct Said<'a> {
    time: Option<&'a str>,
    names: Option<&'a str>,
    signature: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn in_head(head: &'a dyn RequestHead) -> Result<Self, Rejection> {
        let malformed = |_| Rejection::MalformedSignature { header: SIGNATURE };
        let value = match SIGNATURE.only_in(head)? {
            None | Some(b"") => return Err(Rejection::MissingSignature { header: SIGNATURE }),
            Some(value) => std::str::from_utf8(value).map_err(malformed)?,
        };
        let (mut time, mut names, mut signature) = (None, None, None);
        for pair in value.split(',') {
            let Some((name, text)) = pair.split_once('=') else {
                continue;
            };
            let text = text.trim();
            let earlier = match name.trim() {
                "t" => time.replace(text),
                "h" => names.replace(text),
                "v1" => signature.replace(text),
                _ => None,
            };
            if earlier.is_some() {
                return Err(Rejection::Ambiguous { field: SIGNATURE });
            }
        }
        Ok(Self {
            time,
            names,
            signature,
        })
    }
}

const SIGNATURE: HeaderName = HeaderName::from_static("X-Hook0-Signature");
const EVENT_ID: HeaderName = HeaderName::from_static("X-Event-Id");
const EVENT_TYPE: HeaderName = HeaderName::from_static("X-Event-Type");
const METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("POST"),
    Cow::Borrowed("GET"),
    Cow::Borrowed("PUT"),
    Cow::Borrowed("PATCH"),
    Cow::Borrowed("DELETE"),
];
/// Headers that must be signed.
const DEMANDED: &[HeaderName] = &[EVENT_ID, EVENT_TYPE];
/// A type is the names of a service, a resource and a verb.
const DOTS: &[(HeaderName, usize)] = &[(EVENT_TYPE, 2)];
/// Headers that are read for one request at most.
const MAX_NAMES: usize = 32;
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(60),
};

impl Family for Hook0 {
    fn words(&self) -> SchemeWords {
        self.words()
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "hook0",
    name: "Hook0",
    constant: "HOOK0",
    group: Group::Standards,
    documentation: "https://documentation.hook0.com/tutorials/webhook-authentication",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| HOOK0)),
    names: &[],
    variants: &[],
};
