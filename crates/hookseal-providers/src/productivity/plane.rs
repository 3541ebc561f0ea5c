//! Plane.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Plane: `X-Plane-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. Deliveries of version 2 have an
/// `event_id`, those of version 1 no id at all: `X-Plane-Delivery` and `delivery_id` are new
/// for each attempt. The type (`X-Plane-Event`) is in a header that is not signed. The key is the text of the webhook's secret.
///
/// Source: <https://developers.plane.so/dev-tools/build-plane-app/webhooks>
pub const PLANE: Scheme = Scheme::new(
    "plane",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Plane-Signature")).hex(),
)
.with_event_id(Source::json("/event_id"))
.with_per_attempt(const { &[Source::json("/delivery_id")] })
.with_event_type(Source::header("X-Plane-Event"))
.with_retry_window(Duration::from_secs(53 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "plane",
    name: "Plane",
    constant: "PLANE",
    group: Group::Productivity,
    documentation: "https://developers.plane.so/dev-tools/build-plane-app/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PLANE),
    names: &[],
    variants: &[],
};
