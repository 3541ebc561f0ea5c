//! Mautic.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Mautic: `Webhook-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// A body holds lists of events by their types. The key is the text of the webhook's
/// secret.
///
/// Source: <https://devdocs.mautic.org/en/latest/webhooks/getting_started.html>
pub const MAUTIC: Scheme = Scheme::new(
    "mautic",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Webhook-Signature")).base64(),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "mautic",
    name: "Mautic",
    constant: "MAUTIC",
    group: Group::Mail,
    documentation: "https://devdocs.mautic.org/en/latest/webhooks/getting_started.html",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MAUTIC),
    names: &[],
    variants: &[],
};
