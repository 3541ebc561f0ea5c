//! Customer.io.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Customer.io reporting webhooks: `X-CIO-Signature: <hex HMAC-SHA256 of
/// v0:{timestamp}:{body}>`.
///
/// The timestamp is `X-CIO-Timestamp` in seconds. Customer.io states no age limit, so
/// none is checked by default; set one with `VerifierBuilder::tolerance`. The header has
/// no `v0=`, though the message begins as Slack's does. An event's kind is `object_type`
/// and `metric` of the body together; the metric is taken for its type. The key is the
/// text of the webhook's signing key.
///
/// Source: <https://docs.customer.io/api/webhooks/>
pub const CUSTOMERIO: Scheme = Scheme::new(
    "customerio",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-CIO-Signature")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-CIO-Timestamp"),
        TimestampFormat::Seconds,
    )
    .without_freshness(),
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
.with_event_id(Source::json("/event_id"))
.with_event_type(Source::json("/metric"))
.with_retry_window(Duration::from_secs(7 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "customerio",
    name: "Customer.io",
    constant: "CUSTOMERIO",
    group: Group::Mail,
    documentation: "https://docs.customer.io/api/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CUSTOMERIO),
    names: &[],
    variants: &[],
};
