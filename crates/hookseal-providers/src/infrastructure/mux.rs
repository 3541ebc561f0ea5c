//! Mux.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Mux: `Mux-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 5 minutes, as in Mux's library, and one ahead, where that takes any. The key
/// is the text of the endpoint's signing secret. `attempts` of the body lists the earlier ones.
///
/// Source: <https://www.mux.com/docs/core/verify-webhook-signatures>
pub const MUX: Scheme = Scheme::new(
    "mux",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Mux-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_per_attempt(const { &[Source::json("/attempts")] })
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mux",
    name: "Mux",
    constant: "MUX",
    group: Group::Infrastructure,
    documentation: "https://www.mux.com/docs/core/verify-webhook-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MUX),
    names: &[],
    variants: &[],
};
