//! Cashfree Payments.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Cashfree Payments (version 2021-09-21 and later): `x-webhook-signature: <base64
/// HMAC-SHA256 of {timestamp}{body}>`.
///
/// The timestamp is `x-webhook-timestamp` in milliseconds. Nothing separates it from
/// the body, so it must have 13 digits. Cashfree states no limit of the age, so none is
/// checked by default; set one with `VerifierBuilder::tolerance`. The key is the text of
/// the client secret.
///
/// Source: <https://www.cashfree.com/docs/payments/online/webhooks/signature-verification>
pub const CASHFREE: Scheme = Scheme::new(
    "cashfree",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-webhook-signature")).base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("x-webhook-timestamp"),
        TimestampFormat::Milliseconds,
    )
    .without_freshness(),
)
.with_message(const { &[Part::Timestamp, Part::Body] })
.signs_with_api_keys()
.with_event_type(Source::json("/type"))
.with_attempt(Source::header("x-webhook-attempt"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "cashfree",
    name: "Cashfree Payments",
    constant: "CASHFREE",
    group: Group::Payments,
    documentation: "https://www.cashfree.com/docs/payments/online/webhooks/signature-verification",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CASHFREE),
    names: &[],
    variants: &[],
};
