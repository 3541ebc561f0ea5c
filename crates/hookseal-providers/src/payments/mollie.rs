//! Mollie.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Mollie (webhooks that are made in the dashboard or by the webhooks API):
/// `X-Mollie-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// Mollie's library takes the value without `sha256=` as well; hookseal does not. While a
/// secret is rotated, the header comes twice, once for each secret, or as one list where a
/// proxy has joined the lines; either may fit. The key is the text of the webhook's signing secret.
/// Classic webhooks, which name a payment and nothing else, are not signed: ask Mollie
/// for the payment.
///
/// Source: <https://github.com/mollie/mollie-api-typescript>
pub const MOLLIE: Scheme = Scheme::new(
    "mollie",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("X-Mollie-Signature"), "sha256")
        .hex()
        .in_several_lines(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(26 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mollie",
    name: "Mollie",
    constant: "MOLLIE",
    group: Group::Payments,
    documentation: "https://github.com/mollie/mollie-api-typescript",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MOLLIE),
    names: &[],
    variants: &[],
};
