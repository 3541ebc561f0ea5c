//! PlanetScale.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// PlanetScale: `X-PlanetScale-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id: `timestamp` in the body
/// says when the event was. The key is the text of the webhook's secret.
///
/// Source: <https://planetscale.com/docs/concepts/webhooks>
pub const PLANETSCALE: Scheme = Scheme::new(
    "planetscale",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-PlanetScale-Signature")).hex(),
)
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "planetscale",
    name: "PlanetScale",
    constant: "PLANETSCALE",
    group: Group::Infrastructure,
    documentation: "https://planetscale.com/docs/concepts/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PLANETSCALE),
    names: &[],
    variants: &[],
};
