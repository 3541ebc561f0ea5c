//! Extend.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Extend: `x-extend-request-signature: <hex HMAC-SHA256 of v0:{timestamp}:{body}>`.
///
/// The timestamp is `x-extend-request-timestamp` in seconds, fresh for 5 minutes and
/// one ahead, as in Extend's library. Large payloads come as an address to fetch them
/// from, which is signed as part of the body. The key is the whole text of the
/// endpoint's signing secret, `wss_` included.
///
/// Source: <https://github.com/extend-hq/extend-typescript-sdk>
pub const EXTEND: Scheme = Scheme::new(
    "extend",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-extend-request-signature")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("x-extend-request-timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(
    const {
        &[
            Part::literal("v0:"),
            Part::Timestamp,
            Part::literal(":"),
            Part::Body,
        ]
    },
)
.with_event_id(Source::json("/eventId"))
.with_event_type(Source::json("/eventType"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "extend",
    name: "Extend",
    constant: "EXTEND",
    group: Group::Infrastructure,
    documentation: "https://github.com/extend-hq/extend-typescript-sdk",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(EXTEND),
    names: &[],
    variants: &[],
};
