//! Adyen (banking and platform webhooks).

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Adyen's banking and platform webhooks: `HmacSignature: <base64 HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. Webhooks of tokens have an
/// `eventId`; of others the id in `data` is the transfer's, shared by its events.
/// `Protocol: HmacSHA256` accompanies the signature and is ignored. The key is
/// the HMAC key of the webhook's settings, decoded from hex. Adyen's payment webhooks
/// sign eight fields inside the body instead and are not this scheme.
///
/// Source: <https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures>
pub const ADYEN_PLATFORM: Scheme = Scheme::new(
    "adyen_platform",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("HmacSignature")).base64(),
)
.with_event_id(Source::json("/eventId"))
.with_event_type(Source::json("/type"))
.with_key_format(KeyFormat::Hex)
.with_retry_window(Duration::from_secs(30 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "adyen_platform",
    name: "Adyen (banking and platform webhooks)",
    constant: "ADYEN_PLATFORM",
    group: Group::Payments,
    documentation: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ADYEN_PLATFORM),
    names: &[],
    variants: &[],
};
