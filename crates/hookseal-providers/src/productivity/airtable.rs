//! Airtable.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Airtable: `X-Airtable-Content-MAC: hmac-sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id. The body only says which
/// webhook has news, which the app then fetches. The key is `macSecretBase64`, decoded.
///
/// Source: <https://airtable.com/developers/web/api/webhooks-overview>
pub const AIRTABLE: Scheme = Scheme::new(
    "airtable",
    Algorithm::HmacSha256,
    SignatureField::prefixed(
        HeaderName::from_static("X-Airtable-Content-MAC"),
        "hmac-sha256=",
    )
    .hex(),
)
.with_key_format(KeyFormat::base64())
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "airtable",
    name: "Airtable",
    constant: "AIRTABLE",
    group: Group::Productivity,
    documentation: "https://airtable.com/developers/web/api/webhooks-overview",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(AIRTABLE),
    names: &["content-mac"],
    variants: &[],
};
