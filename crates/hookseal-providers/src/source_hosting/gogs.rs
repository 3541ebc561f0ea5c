//! Gogs.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Gogs: `X-Gogs-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Gogs-Delivery`) and type (`X-Gogs-Event`) stand in headers that are not signed.
/// Choose `application/json`: where Gogs sends a form, it signs the JSON and not the
/// body. A webhook without a secret sends the header empty, which is refused. The key
/// is the text of the webhook's secret.
///
/// Source: <https://gogs.io/advancing/webhooks>
pub const GOGS: Scheme = Scheme::new(
    "gogs",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Gogs-Signature")).hex(),
)
.event_id(Source::header("X-Gogs-Delivery"))
.event_type(Source::header("X-Gogs-Event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "gogs",
    "Gogs",
    "https://gogs.io/advancing/webhooks",
    "2026-11-21",
    GOGS,
);
