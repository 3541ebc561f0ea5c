//! Whop.

use std::time::Duration;

use hookseal_core::scheme::{KeyFormat, Scheme};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Whop: as [`STANDARD_WEBHOOKS`], but the key is the whole text of the secret.
///
/// Whop's library is given the secret in base64 (`btoa`) and decodes it again: no
/// prefix is taken off and nothing is decoded. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way.
///
/// Source: <https://docs.whop.com/developer/guides/webhooks>
pub const WHOP: Scheme = STANDARD_WEBHOOKS
    .with_id("whop")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16)
    .with_retry_window(Duration::from_secs(70));

pub(crate) const PROVIDER: Provider = Provider {
    id: "whop",
    name: "Whop",
    constant: "WHOP",
    group: Group::Payments,
    documentation: "https://docs.whop.com/developer/guides/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(WHOP),
    names: &[],
    variants: &[],
};
