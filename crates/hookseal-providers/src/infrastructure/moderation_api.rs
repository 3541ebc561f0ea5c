//! Moderation API.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Moderation API: `modapi-signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Its
/// library takes a request whose header is there and empty; hookseal refuses it. The
/// key is the text of the webhook's secret.
///
/// Source: <https://www.npmjs.com/package/@moderation-api/sdk>
pub const MODERATION_API: Scheme = Scheme::new(
    "moderation_api",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("modapi-signature")).hex(),
)
.event_id(Source::json("/id"))
.event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "moderation_api",
    "Moderation API",
    "https://www.npmjs.com/package/@moderation-api/sdk",
    "2026-11-21",
    MODERATION_API,
);
