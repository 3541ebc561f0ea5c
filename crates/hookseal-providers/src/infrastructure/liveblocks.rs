//! Liveblocks.

use std::time::Duration;

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Liveblocks: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://liveblocks.io/docs/platform/webhooks>
pub const LIVEBLOCKS: Scheme = STANDARD_WEBHOOKS
    .with_id("liveblocks")
    .with_retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "liveblocks",
    name: "Liveblocks",
    constant: "LIVEBLOCKS",
    group: Group::Infrastructure,
    documentation: "https://liveblocks.io/docs/platform/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LIVEBLOCKS),
    names: &[],
    variants: &[],
};
