//! Sendsar.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Sendsar: `X-Webhook-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and no event id is documented. The key is the whole text of
/// the secret, `whsec_` included. Other senders use a header of the same name in other
/// ways, so the app's route says that this is Sendsar, never the header.
///
/// Source: <https://sendsar-docs.pages.dev/setup/webhooks>
pub const SENDSAR: Scheme = Scheme::new(
    "sendsar",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Webhook-Signature"), "sha256=").hex(),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "sendsar",
    name: "Sendsar",
    constant: "SENDSAR",
    group: Group::Mail,
    documentation: "https://sendsar-docs.pages.dev/setup/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SENDSAR),
    names: &[],
    variants: &[],
};
