//! Composio.

use hookseal_core::scheme::{KeyFormat, Scheme};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Composio: as [`STANDARD_WEBHOOKS`], but the key is the whole text of the secret.
///
/// Id and timestamp are signed, and the timestamp is fresh for 5 minutes either way.
///
/// Source: <https://docs.composio.dev/docs/setting-up-triggers/subscribing-to-events>
pub const COMPOSIO: Scheme = STANDARD_WEBHOOKS
    .with_id("composio")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16);

pub(crate) const PROVIDER: Provider = Provider {
    id: "composio",
    name: "Composio",
    constant: "COMPOSIO",
    group: Group::Infrastructure,
    documentation: "https://docs.composio.dev/docs/setting-up-triggers/subscribing-to-events",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(COMPOSIO),
    names: &[],
    variants: &[],
};
