//! Nango.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Nango: `X-Nango-Hmac-Sha256: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// The key is the text of the environment's webhook signing key, which for older
/// environments is its secret key. The older `X-Nango-Signature`, a plain SHA-256 of
/// secret and body, is ignored.
///
/// Source: <https://nango.dev/docs/implementation-guides/platform/webhooks-from-nango>
pub const NANGO: Scheme = Scheme::new(
    "nango",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Nango-Hmac-Sha256")).hex(),
)
.with_event_type(Source::json("/type"))
.look_alike()
.with_retry_window(Duration::from_secs(60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "nango",
    name: "Nango",
    constant: "NANGO",
    group: Group::Infrastructure,
    documentation: "https://nango.dev/docs/implementation-guides/platform/webhooks-from-nango",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(NANGO),
    names: &[],
    variants: &[],
};
