//! Fathom.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Fathom: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way. Its deliveries have no type: they are
/// meetings.
///
/// Source: <https://developers.fathom.ai/webhooks>
pub const FATHOM: Scheme = STANDARD_WEBHOOKS.with_id("fathom");

pub(crate) const PROVIDER: Provider = Provider {
    id: "fathom",
    name: "Fathom",
    constant: "FATHOM",
    group: Group::Productivity,
    documentation: "https://developers.fathom.ai/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FATHOM),
    names: &[],
    variants: &[],
};
