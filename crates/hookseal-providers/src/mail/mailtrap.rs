//! Mailtrap.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Mailtrap: `Mailtrap-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. A
/// body holds several events; id and type are those of the first, and are not found in
/// bodies that are written as JSON lines. The key is the text of the webhook's signing
/// secret.
///
/// Source: <https://docs.mailtrap.io/email-api-smtp/advanced/webhooks>
pub const MAILTRAP: Scheme = Scheme::new(
    "mailtrap",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Mailtrap-Signature")).hex(),
)
.with_event_id(Source::json("/events/0/event_id"))
.shared_event_id()
.with_event_type(Source::json("/events/0/event"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailtrap",
    name: "Mailtrap",
    constant: "MAILTRAP",
    group: Group::Mail,
    documentation: "https://docs.mailtrap.io/email-api-smtp/advanced/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MAILTRAP),
    names: &[],
    variants: &[],
};
