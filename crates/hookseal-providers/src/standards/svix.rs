//! Svix, from which Standard Webhooks grew.

use hookseal_core::Scheme;

use super::standard_webhooks::standard;
use crate::Provider;

/// Svix: as [`STANDARD_WEBHOOKS`](crate::STANDARD_WEBHOOKS), with headers `svix-id`,
/// `svix-timestamp` and `svix-signature`.
///
/// Source: <https://docs.svix.com/receiving/verifying-payloads/how-manual>
pub const SVIX: Scheme = standard("svix-id", "svix-timestamp", "svix-signature").renamed("svix");

pub(crate) const PROVIDER: Provider = Provider::new(
    "svix",
    "Svix",
    "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    "2026-11-21",
    SVIX,
)
.called(&["v1"]);
