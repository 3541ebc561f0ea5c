//! Polar.

use std::time::Duration;

use hookseal_core::scheme::{KeyFormat, Scheme};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Polar: as [`STANDARD_WEBHOOKS`], but the key is the whole text of the secret.
///
/// Polar's library encodes the secret in base64 before it hands it to that of Standard
/// Webhooks, which decodes it again: no prefix is taken off and nothing is decoded. Id
/// and timestamp are signed, and the timestamp is fresh for 5 minutes either way.
///
/// Source: <https://polar.sh/docs/integrate/webhooks/delivery>
pub const POLAR: Scheme = STANDARD_WEBHOOKS
    .with_id("polar")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16)
    .with_retry_window(Duration::from_secs(40 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "polar",
    name: "Polar",
    constant: "POLAR",
    group: Group::Payments,
    documentation: "https://polar.sh/docs/integrate/webhooks/delivery",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(POLAR),
    names: &["standard-webhooks-raw-secret"],
    variants: &[],
};
