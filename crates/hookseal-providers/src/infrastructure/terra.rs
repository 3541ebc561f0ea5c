//! Terra.

use std::time::Duration;

use hookseal_core::{
    Algorithm, HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::Provider;

/// Terra: `terra-signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 5 minutes either way, as in Terra's library. The older `v0` is ignored,
/// and there is no event id. The key is the text of the destination's signing secret.
///
/// Source: <https://www.npmjs.com/package/terra-api>
pub const TERRA: Scheme = Scheme::new(
    "terra",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("terra-signature"), "v1").hex(),
)
.timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.event_type(Source::json("/type"))
.retry_window(Duration::from_secs(30_690));

pub(crate) const PROVIDER: Provider = Provider::new(
    "terra",
    "Terra",
    "https://www.npmjs.com/package/terra-api",
    "2026-11-21",
    TERRA,
);
