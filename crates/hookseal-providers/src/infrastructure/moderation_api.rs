//! Moderation API.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

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
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "moderation_api",
    name: "Moderation API",
    constant: "MODERATION_API",
    group: Group::Infrastructure,
    documentation: "https://www.npmjs.com/package/@moderation-api/sdk",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MODERATION_API),
    names: &[],
    variants: &[],
};
