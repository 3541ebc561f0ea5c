//! Veriff.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Veriff: `x-hmac-signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember the session and
/// what was said of it. The key is the text of the integration's shared secret, of 36
/// characters.
///
/// Source: <https://github.com/Veriff/js-integration-demo>
pub const VERIFF: Scheme = Scheme::new(
    "veriff",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-hmac-signature")).hex(),
)
.with_retry_window(Duration::from_secs(7 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "veriff",
    name: "Veriff",
    constant: "VERIFF",
    group: Group::Identity,
    documentation: "https://github.com/Veriff/js-integration-demo",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(VERIFF),
    names: &[],
    variants: &[],
};
