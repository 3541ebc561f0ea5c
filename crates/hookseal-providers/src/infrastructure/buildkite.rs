//! Buildkite.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Buildkite: `X-Buildkite-Signature: timestamp=<seconds>,signature=<hex HMAC-SHA256 of
/// {timestamp}.{body}>`.
///
/// Fresh for 5 minutes, as the documentation suggests, and one minute ahead. Id
/// (`X-Buildkite-Request`) and type (`X-Buildkite-Event`) are in headers that are not
/// signed. The key is the text of the webhook's token. Choose the signature in the
/// webhook's settings: the other choice, `X-Buildkite-Token`, sends the token itself and
/// is ignored here. The documentation's prose speaks of the body alone; its sample signs
/// the timestamp too.
///
/// Source: <https://buildkite.com/docs/apis/webhooks/pipelines>
pub const BUILDKITE: Scheme = Scheme::new(
    "buildkite",
    Algorithm::HmacSha256,
    SignatureField::pairs(
        HeaderName::from_static("X-Buildkite-Signature"),
        "signature",
    )
    .hex(),
)
.with_timestamp(
    Timestamp::pair("timestamp", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::header("X-Buildkite-Request"))
.with_event_type(Source::header("X-Buildkite-Event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "buildkite",
    name: "Buildkite",
    constant: "BUILDKITE",
    group: Group::Infrastructure,
    documentation: "https://buildkite.com/docs/apis/webhooks/pipelines",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(BUILDKITE),
    names: &[],
    variants: &[],
};
