//! Svix, from which Standard Webhooks grew.

use std::time::Duration;

use hookseal_core::Scheme;

use super::standard_webhooks::standard;
use crate::Provider;

/// Svix: as [`STANDARD_WEBHOOKS`](crate::STANDARD_WEBHOOKS), with headers `svix-id`,
/// `svix-timestamp` and `svix-signature`. Retried for up to 34 hours: after 5 seconds, 5 and
/// 30 minutes, 2, 5, 10 and 10 hours, each a fifth longer at most.
///
/// Source: <https://docs.svix.com/receiving/verifying-payloads/how-manual>, and for retries
/// <https://docs.svix.com/retries>
pub const SVIX: Scheme = standard("svix-id", "svix-timestamp", "svix-signature")
    .renamed("svix")
    .retry_window(Duration::from_secs(34 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider::new(
    "svix",
    "Svix",
    "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    "2026-11-21",
    SVIX,
)
.called(&["v1"]);
