//! Mautic.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::Provider;

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

pub(crate) const PROVIDER: Provider = Provider::new(
    "mautic",
    "Mautic",
    "https://devdocs.mautic.org/en/latest/webhooks/getting_started.html",
    "2026-11-21",
    MAUTIC,
);
