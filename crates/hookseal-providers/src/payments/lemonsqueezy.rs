//! Lemon Squeezy.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Lemon Squeezy: `X-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid:
/// remember what the body is about. The type is `meta.event_name` of the signed body; the
/// header `X-Event-Name` repeats it unsigned. The secret is a text of the owner's choice
/// of 6 to 40 characters; hookseal asks for 16. Other senders use a header of the same
/// name.
///
/// Source: <https://docs.lemonsqueezy.com/help/webhooks/signing-requests>
pub const LEMONSQUEEZY: Scheme = Scheme::new(
    "lemonsqueezy",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.with_event_type(Source::json("/meta/event_name"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "lemonsqueezy",
    name: "Lemon Squeezy",
    constant: "LEMONSQUEEZY",
    group: Group::Payments,
    documentation: "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LEMONSQUEEZY),
    names: &["sha256-hex"],
    variants: &[],
};
