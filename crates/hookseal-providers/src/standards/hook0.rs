//! Hook0, which sends for others as well.

use std::time::Duration;

use bytes::Bytes;
use hookseal_core::{
    Algorithm, Authentic, Check, Draft, Encoding, EventFacts, Freshness, HeaderName, Incoming,
    KeyedMacs, Rejection, SchemeWords, SignError, SignatureScheme, Source, TimestampFormat,
    UnixTime, Verifier,
};

use crate::{CodeScheme, Provider, ProviderScheme};

/// Hook0: `X-Hook0-Signature: t=<seconds>,h=<names of headers>,v1=<hex HMAC-SHA256 of
/// {t}.{h}.{values of these headers, joined by dots}.{body}>`.
///
/// The sender says in `h`, which is signed, what headers it has signed; each must be there
/// once, without a dot in it, which could otherwise be taken for the one behind it. Only
/// `v1` counts: the older `v0`, over time and body alone, is passed over, so nobody gets rid
/// of the headers by leaving `v1` out. A time may lie 5 minutes in the past and 1 ahead. The
/// key is the text of the subscription's secret.
///
/// Source: <https://documentation.hook0.com/tutorials/webhook-authentication>
pub const HOOK0: Hook0 = Hook0 {
    id: "hook0",
    facts: EventFacts::new()
        .id(Source::header("X-Event-Id"))
        .event_type(Source::header("X-Event-Type")),
};

/// A sender that signs as [`HOOK0`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook0 {
    id: &'static str,
    facts: EventFacts,
}

impl Hook0 {
    /// The same rules for another sender, and where its facts stand.
    pub(crate) const fn of(id: &'static str, facts: EventFacts) -> Self {
        Self { id, facts }
    }

    /// What it demands, in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .signature("X-Hook0-Signature: t=<time>,h=<names>,v1=<hex>")
            .message("{timestamp}.{names}.{values of these headers}.{body}")
            .timestamp("t= (seconds)", Some(FRESHNESS))
    }
}

impl SignatureScheme for Hook0 {
    type Check = Hook0Check;

    fn id(&self) -> &str {
        self.id
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::HmacSha256
    }

    fn headers(&self) -> Vec<HeaderName> {
        vec![SIGNATURE]
    }

    fn facts(&self) -> &EventFacts {
        &self.facts
    }

    fn freshness(&self) -> Option<Freshness> {
        Some(FRESHNESS)
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        Asserted::read(incoming).map(drop)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<Hook0Check, Rejection> {
        let asserted = Asserted::read(incoming)?;
        let mut macs = incoming.macs()?;
        for piece in [asserted.time, ".", asserted.names, "."] {
            macs.update(piece.as_bytes());
        }
        for (position, value) in asserted.values.iter().enumerate() {
            if position > 0 {
                macs.update(b".");
            }
            macs.update(value);
        }
        macs.update(b".");
        Ok(Hook0Check {
            macs,
            signature: asserted.signature,
            at: asserted.at,
        })
    }

    /// Signs all headers that it can: those without a dot, and once.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.push_facts(&self.facts);
        let mut names: Vec<_> = draft
            .headers()
            .filter(|(_, value)| !value.contains('.'))
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(MAX_NAMES);
        let time = draft.timestamp(TimestampFormat::Seconds)?;
        let signature = draft.signature(Encoding::Hex);
        let value = format!("t={time},h={},v1={signature}", names.join(" "));
        draft.push(&SIGNATURE, value);
        Ok(())
    }
}

/// What a request says about itself, believed by nobody yet.
struct Asserted<'a> {
    time: &'a str,
    at: UnixTime,
    names: &'a str,
    values: Vec<&'a [u8]>,
    signature: Vec<u8>,
}

impl<'a> Asserted<'a> {
    fn read(incoming: &Incoming<'a>) -> Result<Self, Rejection> {
        let malformed = || Rejection::MalformedSignature { header: SIGNATURE };
        let value = match incoming.only_header(&SIGNATURE)? {
            None | Some(b"") => return Err(Rejection::MissingSignature { header: SIGNATURE }),
            Some(value) => std::str::from_utf8(value).map_err(|_| malformed())?,
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
        let text = signature.unwrap_or_default().as_bytes();
        let signature = Encoding::Hex
            .signature(text, Algorithm::HmacSha256)
            .ok_or_else(malformed)?;
        let time = time.ok_or(Rejection::MissingTimestamp)?;
        let at =
            incoming.fresh_timestamp(time.as_bytes(), TimestampFormat::Seconds, Some(FRESHNESS))?;
        let names = names.unwrap_or_default();
        Ok(Self {
            time,
            at,
            names,
            values: values(incoming, names)?,
            signature,
        })
    }
}

/// The values of the headers that are named.
fn values<'a>(incoming: &Incoming<'a>, names: &str) -> Result<Vec<&'a [u8]>, Rejection> {
    let names: Vec<_> = names.split(' ').filter(|name| !name.is_empty()).collect();
    if names.len() > MAX_NAMES {
        return Err(Rejection::TooManySignatures { maximum: MAX_NAMES });
    }
    names
        .into_iter()
        .map(|name| {
            let header = HeaderName::new(name)
                .map_err(|_| Rejection::MalformedSignature { header: SIGNATURE })?;
            match incoming.only_header(&header)? {
                None => Err(Rejection::MissingHeader { header }),
                Some(value) if value.contains(&b'.') => Err(Rejection::Ambiguous { field: header }),
                Some(value) => Ok(value),
            }
        })
        .collect()
}

/// The check of a [`Hook0`] delivery under way.
#[derive(Debug)]
pub struct Hook0Check {
    macs: KeyedMacs,
    signature: Vec<u8>,
    at: UnixTime,
}

impl Check for Hook0Check {
    fn update(&mut self, chunk: &[u8]) {
        self.macs.update(chunk);
    }

    fn finish(self, _body: &Bytes) -> Result<Authentic, Rejection> {
        match self.macs.matching(&self.signature) {
            Some(slot) => Ok(Authentic::by(slot).at(Some(self.at))),
            None => Err(Rejection::SignatureMismatch),
        }
    }
}

const SIGNATURE: HeaderName = HeaderName::from_static("X-Hook0-Signature");
/// Headers that are read for one request at most.
const MAX_NAMES: usize = 32;
const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(60),
};

pub(crate) const PROVIDER: Provider = Provider::with(
    "hook0",
    "Hook0",
    "https://documentation.hook0.com/tutorials/webhook-authentication",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(HOOK0),
        || HOOK0.words(),
    )),
);
