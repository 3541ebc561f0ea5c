//! Flutterwave.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SharedToken, SignatureField, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme, Variant};

/// Flutterwave (v3): the header `verif-hash` is the secret hash of the dashboard.
///
/// **It authenticates no body**, see [`SharedToken`]. Flutterwave asks to fetch the transaction
/// again before giving value for it. Version 4 signs: [`FLUTTERWAVE_V4`].
///
/// Source: <https://developer.flutterwave.com/v3.0.0/docs/webhooks>
pub const FLUTTERWAVE: SharedToken =
    SharedToken::header("flutterwave", HeaderName::from_static("verif-hash"))
        .with_event_type(Source::json("/event"))
        .with_retry_window(Duration::from_secs(24 * 60 * 60));

/// Flutterwave (v4): `flutterwave-signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The key is the text of the
/// secret hash of the dashboard. `verif-hash` of [`FLUTTERWAVE`] is ignored.
///
/// Source: <https://developer.flutterwave.com/docs/webhooks>
pub const FLUTTERWAVE_V4: Scheme = Scheme::new(
    "flutterwave",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("flutterwave-signature")).base64(),
)
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "flutterwave",
    name: "Flutterwave",
    constant: "FLUTTERWAVE",
    group: Group::Payments,
    documentation: "https://developer.flutterwave.com/v3.0.0/docs/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| FLUTTERWAVE)),
    names: &[],
    variants: &[Variant {
        name: "v4",
        constant: "FLUTTERWAVE_V4",
        scheme: ProviderScheme::Data(FLUTTERWAVE_V4),
    }],
};
