//! Dub.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Dub: `Dub-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the webhook's signing secret.
///
/// Source: <https://dub.co/docs/webhooks/verify-webhook-requests>
pub const DUB: Scheme = Scheme::new(
    "dub",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Dub-Signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(1_319_994));

pub(crate) const PROVIDER: Provider = Provider {
    id: "dub",
    name: "Dub",
    constant: "DUB",
    group: Group::Productivity,
    documentation: "https://dub.co/docs/webhooks/verify-webhook-requests",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(DUB),
    names: &[],
    variants: &[],
};
