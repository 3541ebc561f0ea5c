//! Terra.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Terra: `terra-signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Terra tries again for 8 and a half hours with the time of the first attempt. So it may be 9
/// hours old, where Terra's library takes 5 minutes, and 5 minutes ahead. Payloads with samples
/// have several MB; verifiers take 20. The older `v0` is ignored,
/// and there is no event id. The key is the text of the destination's signing secret.
///
/// Source: <https://www.npmjs.com/package/terra-api>
pub const TERRA: Scheme = Scheme::new(
    "terra",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("terra-signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(9 * 60 * 60), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_greatest_body(20 * 1024 * 1024)
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(9 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "terra",
    name: "Terra",
    constant: "TERRA",
    group: Group::Infrastructure,
    documentation: "https://www.npmjs.com/package/terra-api",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(TERRA),
    names: &[],
    variants: &[],
};
