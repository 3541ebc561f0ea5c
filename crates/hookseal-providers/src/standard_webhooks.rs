//! Standard Webhooks, and Svix, which it grew from.

use std::time::Duration;

use hookseal_core::{
    Algorithm, HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp,
    TimestampFormat,
};

use crate::{Provider, ProviderScheme};

/// Standard Webhooks, symmetric: `webhook-signature: v1,<base64 HMAC-SHA256 of
/// {id}.{timestamp}.{body}>`, several separated by spaces.
///
/// Id and timestamp are `webhook-id` and `webhook-timestamp` (seconds, fresh for 5
/// minutes either way); both are signed. The key is the base64 behind `whsec_`, of
/// 24 bytes at least.
///
/// Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
pub const STANDARD_WEBHOOKS: Scheme =
    standard("webhook-id", "webhook-timestamp", "webhook-signature");

/// Standard Webhooks, asymmetric: as [`STANDARD_WEBHOOKS`], with entries `v1a,<base64
/// Ed25519 signature>`. The public key is the base64 behind `whpk_`.
///
/// Source: as [`STANDARD_WEBHOOKS`]
pub const STANDARD_WEBHOOKS_ED25519: Scheme =
    standard("webhook-id", "webhook-timestamp", "webhook-signature")
        .algorithm(Algorithm::Ed25519)
        .signature(
            SignatureField::versions(HeaderName::from_static("webhook-signature"), "v1a").base64(),
        )
        .key_format(KeyFormat::prefixed_base64("whpk_"));

/// Svix: as [`STANDARD_WEBHOOKS`], with headers `svix-id`, `svix-timestamp` and
/// `svix-signature`.
///
/// Source: <https://docs.svix.com/receiving/verifying-payloads/how-manual>
pub const SVIX: Scheme = standard("svix-id", "svix-timestamp", "svix-signature").renamed("svix");

const fn standard(id: &'static str, timestamp: &'static str, signature: &'static str) -> Scheme {
    Scheme::new(
        "standard_webhooks",
        Algorithm::HmacSha256,
        SignatureField::versions(HeaderName::from_static(signature), "v1").base64(),
    )
    .timestamp(
        Timestamp::header(HeaderName::from_static(timestamp), TimestampFormat::Seconds)
            .tolerance(Duration::from_secs(300), Duration::from_secs(300)),
    )
    .message(
        const {
            &[
                Part::EventId,
                Part::literal("."),
                Part::Timestamp,
                Part::literal("."),
                Part::Body,
            ]
        },
    )
    .event_id(Source::header(id))
    .event_type(Source::json("/type"))
    .key_format(KeyFormat::prefixed_base64("whsec_"))
    .min_key_bytes(24)
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "standard_webhooks",
    name: "Standard Webhooks",
    documentation: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    scheme: ProviderScheme::Data(STANDARD_WEBHOOKS),
};

pub(crate) const PROVIDER_SVIX: Provider = Provider {
    id: "svix",
    name: "Svix",
    documentation: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    scheme: ProviderScheme::Data(SVIX),
};
