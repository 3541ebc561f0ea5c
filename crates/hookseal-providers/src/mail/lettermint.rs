//! Lettermint.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Lettermint: `X-Lettermint-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of
/// {t}.{body}>`.
///
/// Fresh for 5 minutes either way, as in Lettermint's libraries. They also require that
/// `X-Lettermint-Delivery` repeat the timestamp; as it is signed in the other header,
/// hookseal does not read it. The key is the text of the webhook's signing secret.
///
/// Source: <https://github.com/lettermint/lettermint-node>
pub const LETTERMINT: Scheme = Scheme::new(
    "lettermint",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("X-Lettermint-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/event"))
.with_attempt(Source::header("X-Lettermint-Attempt"))
.with_retry_window(Duration::from_secs(14 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "lettermint",
    name: "Lettermint",
    constant: "LETTERMINT",
    group: Group::Mail,
    documentation: "https://github.com/lettermint/lettermint-node",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LETTERMINT),
    names: &[],
    variants: &[],
};
