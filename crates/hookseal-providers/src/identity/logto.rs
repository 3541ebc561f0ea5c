//! Logto.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Logto: `logto-signature-sha-256: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head. The key is the text of the webhook's signing key.
///
/// Source: <https://docs.logto.io/developers/webhooks/secure-webhooks>
pub const LOGTO: Scheme = Scheme::new(
    "logto",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("logto-signature-sha-256")).hex(),
)
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "logto",
    name: "Logto",
    constant: "LOGTO",
    group: Group::Identity,
    documentation: "https://docs.logto.io/developers/webhooks/secure-webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LOGTO),
    names: &[],
    variants: &[],
};
