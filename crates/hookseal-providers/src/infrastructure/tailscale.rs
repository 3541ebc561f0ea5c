//! Tailscale.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Tailscale: `Tailscale-Webhook-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of
/// {t}.{body}>`.
///
/// The time is that of the event, and Tailscale tries again each hour for a day. So it may be 25
/// hours old, where Tailscale's sample takes 5 minutes, and a minute ahead. A body is a list of
/// events without ids; the type is that of the first. The key is the whole text of the
/// webhook's secret, `tskey-webhook-` included.
///
/// Source: <https://tailscale.com/kb/1213/webhooks>
pub const TAILSCALE: Scheme = Scheme::new(
    "tailscale",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Tailscale-Webhook-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(25 * 60 * 60), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_type(Source::json("/0/type"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "tailscale",
    name: "Tailscale",
    constant: "TAILSCALE",
    group: Group::Infrastructure,
    documentation: "https://tailscale.com/kb/1213/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(TAILSCALE),
    names: &[],
    variants: &[],
};
