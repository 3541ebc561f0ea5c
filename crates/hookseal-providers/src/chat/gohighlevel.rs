//! HighLevel.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, RetryStatus, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// HighLevel (GoHighLevel): `X-GHL-Signature: <base64 Ed25519 signature of the body>`.
///
/// No timestamp is signed in the head; `webhookId` of the signed body is the id to
/// remember. The key is the one that HighLevel publishes: the line between `BEGIN PUBLIC
/// KEY` and `END PUBLIC KEY`, or the base64 of its 32 bytes. The older `X-WH-Signature`
/// (RSA) is ignored, present or not. HighLevel tries again only where it got 429. So
/// refusals that ask it to retry are 429 ([`RetryStatus`]); answer failures with 429
/// as well.
///
/// Source: <https://marketplace.gohighlevel.com/docs/2023-02-21/webhook/WebhookIntegrationGuide>
pub const GOHIGHLEVEL: Scheme = Scheme::new(
    "gohighlevel",
    Algorithm::Ed25519,
    SignatureField::plain(HeaderName::from_static("X-GHL-Signature")).base64(),
)
.with_key_format(KeyFormat::prefixed_base64("MCowBQYDK2VwAyEA"))
.with_event_id(Source::json("/webhookId"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(70 * 60))
.with_retry_status(RetryStatus::TooManyRequests);

pub(crate) const PROVIDER: Provider = Provider {
    id: "gohighlevel",
    name: "HighLevel",
    constant: "GOHIGHLEVEL",
    group: Group::Chat,
    documentation: "https://marketplace.gohighlevel.com/docs/2023-02-21/webhook/WebhookIntegrationGuide",
    checked: "2026-11-21",
    feature: Some("ed25519"),
    scheme: ProviderScheme::Data(GOHIGHLEVEL),
    names: &[],
    variants: &[],
};
