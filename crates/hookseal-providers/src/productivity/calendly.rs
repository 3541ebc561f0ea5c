//! Calendly.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Calendly: `Calendly-Webhook-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of
/// {t}.{body}>`.
///
/// Fresh for 3 minutes, as in the documentation's sample, and one minute ahead. There is
/// no event id. The key is the text of the subscription's signing key, not decoded.
///
/// Source: <https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures>
pub const CALENDLY: Scheme = Scheme::new(
    "calendly",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Calendly-Webhook-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(180), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "calendly",
    name: "Calendly",
    constant: "CALENDLY",
    group: Group::Productivity,
    documentation: "https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CALENDLY),
    names: &["t-v1"],
    variants: &[],
};
