//! Smartcar.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Smartcar: `SC-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// Smartcar's library parses the body and prints it again before it signs; hookseal
/// signs what came, which is the same where the body has no blanks between its parts.
/// The key is the text of the application management token.
///
/// Source: <https://smartcar.com/docs/integrations/webhooks/overview>
pub const SMARTCAR: Scheme = Scheme::new(
    "smartcar",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("SC-Signature")).hex(),
)
.signs_with_api_keys()
.event_id(Source::json("/eventId"))
.event_type(Source::json("/eventType"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "smartcar",
    "Smartcar",
    "https://smartcar.com/docs/integrations/webhooks/overview",
    "2026-11-21",
    SMARTCAR,
);
