//! Standard Webhooks.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

#[cfg(feature = "ed25519")]
use crate::Variant;
use crate::{Group, Provider, ProviderScheme};

/// Standard Webhooks, symmetric: `webhook-signature: v1,<base64 HMAC-SHA256 of
/// {id}.{timestamp}.{body}>`, several separated by spaces.
///
/// Id and timestamp are `webhook-id` and `webhook-timestamp` (seconds, fresh for 5
/// minutes either way); both are signed. The key is the base64 after `whsec_`, of
/// 24 bytes at least. Each sender retries as it likes, the specification's example for 75
/// hours and 35 minutes.
///
/// Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
pub const STANDARD_WEBHOOKS: Scheme =
    standard("webhook-id", "webhook-timestamp", "webhook-signature");

/// Standard Webhooks, asymmetric: as [`STANDARD_WEBHOOKS`], with entries `v1a,<base64
/// Ed25519 signature>`. The public key is the base64 after `whpk_`.
///
/// Source: as [`STANDARD_WEBHOOKS`]
#[cfg(feature = "ed25519")]
pub const STANDARD_WEBHOOKS_ED25519: Scheme =
    standard("webhook-id", "webhook-timestamp", "webhook-signature")
        .with_algorithm(Algorithm::Ed25519)
        .with_signature(
            SignatureField::versions(HeaderName::from_static("webhook-signature"), "v1a").base64(),
        )
        .with_key_format(KeyFormat::prefixed_base64("whpk_"));

/// The scheme with headers of these names.
pub(super) const fn standard(
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
) -> Scheme {
    Scheme::new(
        "standard_webhooks",
        Algorithm::HmacSha256,
        SignatureField::versions(HeaderName::from_static(signature), "v1").base64(),
    )
    .with_timestamp(
        Timestamp::header(HeaderName::from_static(timestamp), TimestampFormat::Seconds)
            .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
    )
    .with_message(
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
    .with_event_id(Source::header(id))
    .with_event_type(Source::json("/type"))
    .with_key_format(KeyFormat::prefixed_base64("whsec_"))
    .with_min_key_bytes(24)
    .with_retry_window(Duration::from_secs(272_105))
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "standard_webhooks",
    name: "Standard Webhooks",
    constant: "STANDARD_WEBHOOKS",
    group: Group::Standards,
    documentation: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(STANDARD_WEBHOOKS),
    names: &["hmac", "v1"],
    variants: &[
        #[cfg(feature = "ed25519")]
        Variant {
            name: "ed25519",
            constant: "STANDARD_WEBHOOKS_ED25519",
            scheme: ProviderScheme::Data(STANDARD_WEBHOOKS_ED25519),
        },
    ],
};
