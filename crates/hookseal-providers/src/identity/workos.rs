//! WorkOS.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// WorkOS: `WorkOS-Signature: t=<milliseconds>, v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 3 minutes either way, as in WorkOS's library for Python; that for Node.js
/// looks at the past only. The key is the text of the endpoint's secret.
///
/// Source: <https://workos.com/docs/events/data-syncing/webhooks>
pub const WORKOS: Scheme = Scheme::new(
    "workos",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("WorkOS-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(180), Duration::from_secs(180)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "workos",
    name: "WorkOS",
    constant: "WORKOS",
    group: Group::Identity,
    documentation: "https://workos.com/docs/events/data-syncing/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(WORKOS),
    names: &[],
    variants: &[],
};
