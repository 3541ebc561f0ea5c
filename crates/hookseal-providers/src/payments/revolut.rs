//! Revolut.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Revolut (Business and Merchant): `Revolut-Signature: v1=<hex HMAC-SHA256 of
/// v1.{timestamp}.{body}>`, with one more `v1=` for each further secret.
///
/// The timestamp is `Revolut-Request-Timestamp` in milliseconds, fresh for 5 minutes either
/// way, as the documentation asks. There is no event id, and that an order's payment was
/// declined is said with the same body each time, so a replay guard lets each delivery
/// through. The key is the text of the webhook's
/// signing secret, `wsk_` included.
///
/// Source: <https://developer.revolut.com/docs/guides/manage-accounts/webhooks/verify-the-payload-signature>
pub const REVOLUT: Scheme = Scheme::new(
    "revolut",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Revolut-Signature"), "v1").hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("Revolut-Request-Timestamp"),
        TimestampFormat::Milliseconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(
    const {
        &[
            Part::literal("v1."),
            Part::Timestamp,
            Part::literal("."),
            Part::Body,
        ]
    },
)
.with_event_type(Source::json("/event"))
.look_alike()
.with_retry_window(Duration::from_secs(30 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "revolut",
    name: "Revolut",
    constant: "REVOLUT",
    group: Group::Payments,
    documentation: "https://developer.revolut.com/docs/guides/manage-accounts/webhooks/verify-the-payload-signature",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(REVOLUT),
    names: &[],
    variants: &[],
};
