//! Knock.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Knock: `x-knock-signature: t=<milliseconds>,s=<base64 HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 5 minutes, which the documentation suggests, and one ahead. There is no
/// event id. The key is the text of the webhook's secret key.
///
/// Source: <https://docs.knock.app/developer-tools/outbound-webhooks/overview>
pub const KNOCK: Scheme = Scheme::new(
    "knock",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("x-knock-signature"), "s").base64(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "knock",
    name: "Knock",
    constant: "KNOCK",
    group: Group::Mail,
    documentation: "https://docs.knock.app/developer-tools/outbound-webhooks/overview",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(KNOCK),
    names: &[],
    variants: &[],
};
