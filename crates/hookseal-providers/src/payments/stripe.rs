//! Stripe.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Stripe: `Stripe-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 5 minutes either way. While a secret is being rolled the header has one
/// `v1` for each; `v0` never counts. The key is the whole text of the endpoint's
/// secret, `whsec_` included. Retried for up to 3 days.
///
/// Source: <https://docs.stripe.com/webhooks/signature>
pub const STRIPE: Scheme = Scheme::new(
    "stripe",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Stripe-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "stripe",
    name: "Stripe",
    constant: "STRIPE",
    group: Group::Payments,
    documentation: "https://docs.stripe.com/webhooks/signature",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(STRIPE),
    names: &["v1", "v1-thin"],
    variants: &[],
};
