//! Telnyx.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Telnyx: `telnyx-signature-ed25519: <base64 Ed25519 signature of
/// {timestamp}|{body}>`.
///
/// The timestamp is `telnyx-timestamp` in seconds, fresh for 5 minutes either way, as
/// in Telnyx's libraries. Commands of the Voice API can have their webhooks come by `GET`; what is
/// signed then is not documented, and they are refused. The key is the account's public key, 32 bytes in base64.
///
/// Source: <https://developers.telnyx.com/docs/development/sdk/python/webhooks>
pub const TELNYX: Scheme = Scheme::new(
    "telnyx",
    Algorithm::Ed25519,
    SignatureField::plain(HeaderName::from_static("telnyx-signature-ed25519")).base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("telnyx-timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("|"), Part::Body] })
.with_key_format(KeyFormat::base64())
.with_event_id(Source::json("/data/id"))
.with_event_type(Source::json("/data/event_type"))
.with_attempt(Source::json("/meta/attempt"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "telnyx",
    name: "Telnyx",
    constant: "TELNYX",
    group: Group::Chat,
    documentation: "https://developers.telnyx.com/docs/development/sdk/python/webhooks",
    checked: "2026-11-30",
    feature: Some("ed25519"),
    scheme: ProviderScheme::Data(TELNYX),
    names: &[],
    variants: &[],
};
