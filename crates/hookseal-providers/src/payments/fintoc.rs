//! Fintoc.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Fintoc: `Fintoc-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 5 minutes either way, as in Fintoc's libraries. The key is the text of the
/// endpoint's secret.
///
/// Source: <https://docs.fintoc.com/docs/webhooks-validating>
pub const FINTOC: Scheme = Scheme::new(
    "fintoc",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Fintoc-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(5 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "fintoc",
    name: "Fintoc",
    constant: "FINTOC",
    group: Group::Payments,
    documentation: "https://docs.fintoc.com/docs/webhooks-validating",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FINTOC),
    names: &[],
    variants: &[],
};
