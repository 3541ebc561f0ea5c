//! Cronofy.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Cronofy (push notifications): `Cronofy-HMAC-SHA256: <base64 HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid. Two
/// changes within a second have the same body, so a replay guard lets each delivery
/// through. While a client secret is rotated, the header may hold several values separated by
/// commas, of which any may fit. The key is the text of the application's client
/// secret.
///
/// Source: <https://github.com/cronofy/pycronofy>
pub const CRONOFY: Scheme = Scheme::new(
    "cronofy",
    Algorithm::HmacSha256,
    SignatureField::list(HeaderName::from_static("Cronofy-HMAC-SHA256")).base64(),
)
.with_event_type(Source::json("/notification/type"))
.look_alike();

pub(crate) const PROVIDER: Provider = Provider {
    id: "cronofy",
    name: "Cronofy",
    constant: "CRONOFY",
    group: Group::Productivity,
    documentation: "https://github.com/cronofy/pycronofy",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CRONOFY),
    names: &[],
    variants: &[],
};
