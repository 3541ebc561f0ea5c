//! SendX.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// SendX: `X-SendX-Signature: <hex HMAC-SHA256 of the body>`.
///
/// `X-SendX-Signature-Alg` must say `hmac-sha256`. No timestamp is signed, so a captured
/// delivery stays valid: remember event ids. Id and attempt are in headers that are
/// not signed; the type is the number at `/type` of the body. The secret is the Team
/// API key, so anyone who can verify can also call the API: keep it accordingly.
///
/// Source: <https://docs.sendx.io/api-reference/webhook/verify-webhook>
pub const SENDX: Scheme = Scheme::new(
    "sendx",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-SendX-Signature")).hex(),
)
.with_algorithm_header(
    HeaderName::from_static("X-SendX-Signature-Alg"),
    "hmac-sha256",
)
.with_event_id(Source::header("X-SendX-Webhook-Id"))
.with_event_type(Source::json("/type"))
.with_attempt(Source::header("X-SendX-Webhook-Attempt"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sendx",
    name: "SendX",
    constant: "SENDX",
    group: Group::Mail,
    documentation: "https://docs.sendx.io/api-reference/webhook/verify-webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SENDX),
    names: &[],
    variants: &[],
};
