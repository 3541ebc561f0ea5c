//! Liveblocks.

use std::time::Duration;

use hookseal_core::scheme::Scheme;

use crate::{Provider, STANDARD_WEBHOOKS};

/// Liveblocks: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://liveblocks.io/docs/platform/webhooks>
pub const LIVEBLOCKS: Scheme = STANDARD_WEBHOOKS
    .renamed("liveblocks")
    .retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider::new(
    "liveblocks",
    "Liveblocks",
    "https://liveblocks.io/docs/platform/webhooks",
    "2026-11-21",
    LIVEBLOCKS,
);
