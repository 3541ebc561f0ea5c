//! Statsig.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Statsig (event webhooks): `X-Statsig-Signature: v0=<hex HMAC-SHA256 of
/// v0:{timestamp}:{body}>`.
///
/// The timestamp is `X-Statsig-Request-Timestamp` in milliseconds. Statsig states no
/// limit of the age, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. A body holds several events without ids; the type is
/// the name of the first. The key is the text of the webhook's signing secret.
///
/// Source: <https://docs.statsig.com/integrations/event_webhook>
pub const STATSIG: Scheme = Scheme::new(
    "statsig",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Statsig-Signature"), "v0=").hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Statsig-Request-Timestamp"),
        TimestampFormat::Milliseconds,
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
.with_event_type(Source::json("/data/0/eventName"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "statsig",
    name: "Statsig",
    constant: "STATSIG",
    group: Group::Infrastructure,
    documentation: "https://docs.statsig.com/integrations/event_webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(STATSIG),
    names: &[],
    variants: &[],
};
