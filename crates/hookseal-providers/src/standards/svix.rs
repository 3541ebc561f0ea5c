//! Svix, from which Standard Webhooks grew.

use std::time::Duration;

#[cfg(feature = "ed25519")]
use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme};
#[cfg(feature = "ed25519")]
use hookseal_core::scheme::{KeyFormat, SignatureField};

use super::standard_webhooks::standard;
#[cfg(feature = "ed25519")]
use crate::Variant;
use crate::{Group, Provider, ProviderScheme};

/// Svix: as [`STANDARD_WEBHOOKS`](crate::STANDARD_WEBHOOKS), with headers `svix-id`,
/// `svix-timestamp` and `svix-signature`, or with `webhook-id`, `webhook-timestamp` and
/// `webhook-signature`, as the sender has set Svix up; never with some of each.
///
/// Retried after 5 seconds, 5 and 30 minutes, 2, 5, 10 and 10 hours, each up to a fifth later:
/// for about 34 hours.
///
/// Source: <https://docs.svix.com/receiving/verifying-payloads/how-manual>, and for retries
/// <https://docs.svix.com/retries>
pub const SVIX: Scheme = standard("svix-id", "svix-timestamp", "svix-signature")
    .with_id("svix")
    .with_other_names(const { &[OWN_ID, OWN_TIMESTAMP, OWN_SIGNATURE] })
    .with_retry_window(Duration::from_secs(34 * 60 * 60));

/// Svix with keys that are asymmetric: as [`SVIX`], with entries `v1a,<base64 Ed25519
/// signature>`. The public key is the base64 after `whpk_`.
///
/// Source: as [`SVIX`]
#[cfg(feature = "ed25519")]
pub const SVIX_ED25519: Scheme = SVIX
    .with_algorithm(Algorithm::Ed25519)
    .with_signature(
        SignatureField::versions(HeaderName::from_static("svix-signature"), "v1a").base64(),
    )
    .with_key_format(KeyFormat::prefixed_base64("whpk_"));

const OWN_ID: (HeaderName, HeaderName) = either("svix-id", "webhook-id");
const OWN_TIMESTAMP: (HeaderName, HeaderName) = either("svix-timestamp", "webhook-timestamp");
const OWN_SIGNATURE: (HeaderName, HeaderName) = either("svix-signature", "webhook-signature");

const fn either(first: &'static str, other: &'static str) -> (HeaderName, HeaderName) {
    (
        HeaderName::from_static(first),
        HeaderName::from_static(other),
    )
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "svix",
    name: "Svix",
    constant: "SVIX",
    group: Group::Standards,
    documentation: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(SVIX),
    names: &["v1"],
    variants: &[
        #[cfg(feature = "ed25519")]
        Variant {
            name: "ed25519",
            constant: "SVIX_ED25519",
            scheme: ProviderScheme::Data(SVIX_ED25519),
        },
    ],
};
