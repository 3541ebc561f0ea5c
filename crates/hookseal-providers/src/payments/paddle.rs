//! Paddle Billing.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Paddle Billing: `Paddle-Signature: ts=<seconds>;h1=<hex HMAC-SHA256 of {ts}:{body}>`.
///
/// Fresh for a minute either way. Paddle's own libraries take an age of 5 seconds, which a
/// clock or a network that is a little slow makes too little, and any future. Each attempt is
/// signed again. While a secret is
/// being rotated the header has one `h1` for each, and any may fit. The key is the whole
/// text of the destination's secret, `pdl_ntfset_` included. Paddle Classic signs with
/// RSA inside the form and is another product.
///
/// Source: <https://developer.paddle.com/webhooks/signature-verification>
pub const PADDLE: Scheme = Scheme::new(
    "paddle",
    Algorithm::HmacSha256,
    SignatureField::pairs_separated_by(HeaderName::from_static("Paddle-Signature"), "h1", ';')
        .hex(),
)
.with_timestamp(
    Timestamp::pair("ts", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(60), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal(":"), Part::Body] })
.with_event_id(Source::json("/event_id"))
.with_event_type(Source::json("/event_type"))
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "paddle",
    name: "Paddle Billing",
    constant: "PADDLE",
    group: Group::Payments,
    documentation: "https://developer.paddle.com/webhooks/signature-verification",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PADDLE),
    names: &["billing-h1"],
    variants: &[],
};
