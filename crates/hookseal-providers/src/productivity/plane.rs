//! Plane.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Plane: `X-Plane-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Plane-Delivery`) and type (`X-Plane-Event`) stand in headers that are not
/// signed. The key is the text of the webhook's secret.
///
/// Source: <https://developers.plane.so/dev-tools/build-plane-app/webhooks>
pub const PLANE: Scheme = Scheme::new(
    "plane",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Plane-Signature")).hex(),
)
.event_id(Source::header("X-Plane-Delivery"))
.event_type(Source::header("X-Plane-Event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "plane",
    "Plane",
    "https://developers.plane.so/dev-tools/build-plane-app/webhooks",
    "2026-11-21",
    PLANE,
);
