//! Typeform.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Typeform: `Typeform-Signature: sha256=<base64 HMAC-SHA256 of the body>`; base64, in
/// spite of its prefix.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id and
/// type are in the signed body. The key is the text of the webhook's secret.
///
/// Source: <https://www.typeform.com/developers/webhooks/secure-your-webhooks/>
pub const TYPEFORM: Scheme = Scheme::new(
    "typeform",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("Typeform-Signature"), "sha256=").base64(),
)
.with_event_id(Source::json("/event_id"))
.with_event_type(Source::json("/event_type"))
.with_retry_window(Duration::from_secs(10 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "typeform",
    name: "Typeform",
    constant: "TYPEFORM",
    group: Group::Productivity,
    documentation: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(TYPEFORM),
    names: &["sha256-base64-prefixed"],
    variants: &[],
};
