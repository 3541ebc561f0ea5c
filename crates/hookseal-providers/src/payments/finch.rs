//! Finch.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Finch: `Finch-Signature: v1,<base64 HMAC-SHA256 of {id}.{timestamp}.{body}>`,
/// several separated by spaces.
///
/// Id and timestamp are `Finch-Event-ID` and `Finch-Timestamp` (seconds, fresh for 5
/// minutes either way); both are signed. The key is the secret, decoded from base64.
///
/// Source: <https://github.com/Finch-API/finch-api-node>
pub const FINCH: Scheme = Scheme::new(
    "finch",
    Algorithm::HmacSha256,
    SignatureField::versions(HeaderName::from_static("Finch-Signature"), "v1").base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("Finch-Timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(
    const {
        &[
            Part::EventId,
            Part::literal("."),
            Part::Timestamp,
            Part::literal("."),
            Part::Body,
        ]
    },
)
.with_key_format(KeyFormat::base64())
.with_event_id(Source::header("Finch-Event-ID"))
.with_event_type(Source::json("/event_type"))
.with_retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "finch",
    name: "Finch",
    constant: "FINCH",
    group: Group::Payments,
    documentation: "https://github.com/Finch-API/finch-api-node",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FINCH),
    names: &[],
    variants: &[],
};
