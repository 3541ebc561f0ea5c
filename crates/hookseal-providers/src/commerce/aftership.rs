//! AfterShip Tracking.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// AfterShip Tracking: `aftership-hmac-sha256: <base64 HMAC-SHA256 of the body>`; of Returns and
/// Warranty the same in `as-signature-hmac-sha256`.
///
/// No timestamp is signed in the head. The key is the text of the account's webhook
/// secret. AfterShip's other products write their signatures in other ways.
///
/// Source: <https://www.aftership.com/docs/tracking/webhook/webhook-signature>
pub const AFTERSHIP: Scheme = Scheme::new(
    "aftership",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("aftership-hmac-sha256"))
        .base64()
        .with_other_headers(const { &[HeaderName::from_static("as-signature-hmac-sha256")] }),
)
.with_event_id(Source::json("/event_id"))
.with_retry_window(Duration::from_secs(4096 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "aftership",
    name: "AfterShip Tracking",
    constant: "AFTERSHIP",
    group: Group::Commerce,
    documentation: "https://www.aftership.com/docs/tracking/webhook/webhook-signature",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(AFTERSHIP),
    names: &[],
    variants: &[],
};
