//! ComplyCube.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// ComplyCube: `ComplyCube-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the webhook's secret.
///
/// Source: <https://docs.complycube.com/documentation/guides/webhooks>
pub const COMPLYCUBE: Scheme = Scheme::new(
    "complycube",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("ComplyCube-Signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "complycube",
    name: "ComplyCube",
    constant: "COMPLYCUBE",
    group: Group::Identity,
    documentation: "https://docs.complycube.com/documentation/guides/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(COMPLYCUBE),
    names: &[],
    variants: &[],
};
