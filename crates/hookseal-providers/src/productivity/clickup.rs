//! ClickUp.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// ClickUp: `X-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid;
/// `webhook_id` is the webhook's. The key is the text of the webhook's secret.
///
/// Source: <https://developer.clickup.com/docs/webhooksignature>
pub const CLICKUP: Scheme = Scheme::new(
    "clickup",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "clickup",
    "ClickUp",
    "https://developer.clickup.com/docs/webhooksignature",
    "2026-11-21",
    CLICKUP,
);
