//! Contentful.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{
    Claim, Delivered, Description, Encoding, EventFacts, HeaderName, Incoming, SchemeWords,
    SignatureScheme, Source, TimestampFormat,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{Algorithm, BodyCoverage, Freshness, Rejection};
use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::before_body::BeforeBody;
use crate::form::IN_COMPONENT;
use crate::provider::Family;
use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Contentful: see [`Contentful`].
pub const CONTENTFUL: Contentful = Contentful;

/// Contentful: `x-contentful-signature: <hex HMAC-SHA256 of method, path, signed headers and body,
/// a line each>`.
///
/// `x-contentful-signed-headers` lists the headers that are signed, itself and
/// `x-contentful-timestamp` among them; each must be there once. The timestamp is in
/// milliseconds, at most a minute old, where Contentful's library takes 30 s unless it is given
/// another bound, and 1 minute ahead. A query is
/// signed as the library writes it, percent-encoded twice. The key is the text of the space's
/// signing secret, 64 characters. The method is the one that the webhook is set to, and signed.
/// Topic and `X-Contentful-Idempotency-Key`, which is the event's id, are mostly signed, too,
/// but do not count as such, since the list decides.
///
/// Source: <https://www.contentful.com/developers/docs/webhooks/request-verification/>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contentful;

impl SignatureScheme for Contentful {
    /// The retry window is that of two more attempts.
    fn description(&self) -> Description {
        Description::new("contentful", Algorithm::HmacSha256, BodyCoverage::Whole)
            .with_min_key_bytes(64)
            .with_headers([SIGNATURE, LIST, TIMESTAMP])
            .with_facts(FACTS)
            .with_methods(METHODS)
            .with_retry_window(Duration::from_secs(60))
            .with_freshness(FRESHNESS)
    }

    /// By method, path, body and all headers that are signed, but for time and attempt: the
    /// topic is mostly one of them, and the key for duplicates.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = delivered.head();
        part(head.method().as_bytes());
        part(signed_path(head)?.as_bytes());
        for (name, value) in signed_headers(head)? {
            let is_new = |own: &HeaderName| own.as_str().eq_ignore_ascii_case(name);
            if ![TIMESTAMP, ATTEMPT].iter().any(is_new) {
                part(name.as_bytes());
                part(value);
            }
        }
        part(delivered.body());
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        let signature = match incoming.only_header(&SIGNATURE)? {
            None | Some(b"") => return Err(Rejection::MissingSignature { header: SIGNATURE }),
            Some(text) => Encoding::Hex
                .signature(text, Algorithm::HmacSha256)
                .ok_or(Rejection::MalformedSignature { header: SIGNATURE })?,
        };
        let at = match incoming.only_header(&TIMESTAMP)? {
            None | Some(b"") => return Err(Rejection::MissingTimestamp),
            Some(text) => {
                incoming.fresh_timestamp(text, TimestampFormat::Milliseconds, Some(FRESHNESS))?
            }
        };
        let head = incoming.head();
        let mut before = format!("{}\n{}\n", head.method(), signed_path(head)?).into_bytes();
        for (position, (name, value)) in signed_headers(head)?.iter().enumerate() {
            let separator = if position == 0 { "" } else { ";" };
            before.extend_from_slice(format!("{separator}{name}:").as_bytes());
            before.extend_from_slice(value);
        }
        before.push(b'\n');
        Ok(Box::new(BeforeBody {
            before,
            signature,
            at,
        }))
    }

    /// All headers that the delivery has are signed as well, as Contentful signs those that a
    /// webhook has been given.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.push_facts(&FACTS);
        let own = [LIST, TIMESTAMP].map(|name| name.as_str().to_owned());
        let others = draft.headers().map(|(name, _)| name.to_ascii_lowercase());
        let mut names: Vec<_> = own.into_iter().chain(others).collect();
        names.sort_unstable();
        names.dedup();
        draft.push(&LIST, names.join(","));
        let time = draft.timestamp(TimestampFormat::Milliseconds)?;
        draft.push(&TIMESTAMP, time);
        let signature = draft.signature(Encoding::Hex);
        draft.push(&SIGNATURE, signature);
        Ok(())
    }
}

/// The headers that the list names, by name, if each could end in one place only.
fn signed_headers(head: &dyn RequestHead) -> Result<Vec<(&str, &[u8])>, Rejection> {
    let ambiguous = || Rejection::Ambiguous { field: LIST };
    let list = match LIST.only_in(head)? {
        None | Some(b"") => return Err(Rejection::MissingHeader { header: LIST }),
        Some(list) => std::str::from_utf8(list).map_err(|_| ambiguous())?,
    };
    let mut names: Vec<_> = list.split(',').collect();
    if names.len() > MAX_NAMES {
        return Err(Rejection::TooManySignatures { maximum: MAX_NAMES });
    }
    names.sort_unstable();
    if names
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one == other))
    {
        return Err(ambiguous());
    }
    for demanded in [LIST, TIMESTAMP] {
        if !names.contains(&demanded.as_str()) {
            return Err(Rejection::NotCovered {
                component: demanded.as_str().to_owned().into(),
            });
        }
    }
    let mut headers: Vec<(&str, &[u8])> = Vec::with_capacity(names.len());
    for name in names {
        let header = HeaderName::new(name).map_err(|_| ambiguous())?;
        let value = header
            .only_in(head)?
            .ok_or(Rejection::MissingHeader { header })?;
        headers.push((name, value.trim_ascii()));
    }
    // The list is found by its name, and then says what all others are called: neither it nor
    // the next of them must begin within a value.
    let begins_within = |value: &[u8], name: &str| {
        let separator = format!(";{name}:");
        let mut windows = value.windows(separator.len());
        windows.any(|window| window == separator.as_bytes())
    };
    let list_within = headers
        .iter()
        .any(|(_, value)| begins_within(value, LIST.as_str()));
    let next_within = headers.windows(2).any(|pair| match pair {
        [(_, value), (next, _)] => begins_within(value, next),
        _ => false,
    });
    if list_within || next_within {
        return Err(ambiguous());
    }
    Ok(headers)
}

/// The target as Contentful's library writes it.
fn signed_path(head: &dyn RequestHead) -> Result<String, Rejection> {
    let (path, query) = head.target().split_once('?').unwrap_or((head.target(), ""));
    if query.contains('?') {
        return Err(Rejection::AmbiguousTarget); // the library drops what follows
    }
    let path = utf8_percent_encode(path, IN_URI);
    if query.is_empty() {
        return Ok(path.to_string());
    }
    let once = utf8_percent_encode(query, IN_COMPONENT).to_string();
    Ok(format!("{path}?{}", utf8_percent_encode(&once, IN_URI)))
}

/// The characters that `encodeURI` encodes.
const IN_URI: &AsciiSet = &IN_COMPONENT
    .remove(b';')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'#');

const FACTS: EventFacts = EventFacts::new()
    .with_id(Source::header("X-Contentful-Idempotency-Key"))
    .with_event_type(Source::Header(TOPIC))
    .with_attempt(Source::Header(ATTEMPT));
const METHODS: &[Cow<'static, str>] = &[
    Cow::Borrowed("POST"),
    Cow::Borrowed("GET"),
    Cow::Borrowed("PUT"),
    Cow::Borrowed("PATCH"),
    Cow::Borrowed("DELETE"),
];
const SIGNATURE: HeaderName = HeaderName::from_static("x-contentful-signature");
const LIST: HeaderName = HeaderName::from_static("x-contentful-signed-headers");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-contentful-timestamp");
const TOPIC: HeaderName = HeaderName::from_static("x-contentful-topic");
const ATTEMPT: HeaderName = HeaderName::from_static("X-Contentful-Webhook-Request-Attempt");
/// Headers that are read for one request at most.
const MAX_NAMES: usize = 64;
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(60),
    max_future: Duration::from_secs(60),
};

impl Family for Contentful {
    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("x-contentful-signature: <hex>")
            .with_message("{method}\\n{path and query}\\n{signed headers}\\n{body}")
            .with_timestamp("x-contentful-timestamp (milliseconds)", Some(FRESHNESS))
    }
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "contentful",
    name: "Contentful",
    constant: "CONTENTFUL",
    group: Group::Productivity,
    documentation: "https://www.contentful.com/developers/docs/webhooks/request-verification/",
    checked: "2026-11-21",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| CONTENTFUL)),
    names: &["canonical-request"],
    variants: &[],
};
