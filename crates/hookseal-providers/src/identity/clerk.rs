//! Clerk.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, SVIX};

/// Clerk: as [`SVIX`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://clerk.com/docs/webhooks/sync-data>
pub const CLERK: Scheme = SVIX.with_id("clerk");

pub(crate) const PROVIDER: Provider = Provider {
    id: "clerk",
    name: "Clerk",
    constant: "CLERK",
    group: Group::Identity,
    documentation: "https://clerk.com/docs/webhooks/sync-data",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CLERK),
    names: &[],
    variants: &[],
};
