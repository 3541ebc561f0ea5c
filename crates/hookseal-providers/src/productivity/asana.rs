//! Asana.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField};

use crate::Provider;

/// Asana: `X-Hook-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id. A body holds a list of events, which
/// is empty in a heartbeat. The key is the text of `X-Hook-Secret`, which Asana sends
/// once when the webhook is made; it looks like hex and is not decoded.
///
/// Source: <https://developers.asana.com/docs/webhooks-guide>
pub const ASANA: Scheme = Scheme::new(
    "asana",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Hook-Signature")).hex(),
);

pub(crate) const PROVIDER: Provider = Provider::new(
    "asana",
    "Asana",
    "https://developers.asana.com/docs/webhooks-guide",
    "2026-11-21",
    ASANA,
)
.called(&["sha256-hex", "handshake"]);
