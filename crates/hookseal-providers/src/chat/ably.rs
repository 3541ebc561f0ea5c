//! Ably.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Ably (batched webhooks): `X-Ably-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id, so a captured delivery
/// stays valid. A body holds several items; the type is the first one's name. Only
/// batched webhooks are signed. The key is the part after the `:` of the API key whose
/// id `X-Ably-Key` names; that header is not signed, and ignored.
///
/// Source: <https://ably.com/docs/platform/integrations/webhooks>
pub const ABLY: Scheme = Scheme::new(
    "ably",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Ably-Signature")).base64(),
)
.signs_with_api_keys()
.with_event_type(Source::json("/items/0/name"))
.with_retry_window(Duration::from_secs(5 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "ably",
    name: "Ably",
    constant: "ABLY",
    group: Group::Chat,
    documentation: "https://ably.com/docs/platform/integrations/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ABLY),
    names: &[],
    variants: &[],
};
