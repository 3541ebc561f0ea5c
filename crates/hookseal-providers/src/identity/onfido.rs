//! Onfido.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Onfido: `X-SHA2-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id: remember the object and
/// its action. The key is the text of the webhook's token.
///
/// Source: <https://documentation.onfido.com/api/latest/#verifying-webhook-signatures>
pub const ONFIDO: Scheme = Scheme::new(
    "onfido",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-SHA2-Signature")).hex(),
)
.with_event_type(Source::json("/payload/action"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "onfido",
    name: "Onfido",
    constant: "ONFIDO",
    group: Group::Identity,
    documentation: "https://documentation.onfido.com/api/latest/#verifying-webhook-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ONFIDO),
    names: &[],
    variants: &[],
};
