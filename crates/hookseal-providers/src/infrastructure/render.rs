//! Render.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Render: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way.
///
/// Source: <https://render.com/docs/webhooks>
pub const RENDER: Scheme = STANDARD_WEBHOOKS.with_id("render");

pub(crate) const PROVIDER: Provider = Provider {
    id: "render",
    name: "Render",
    constant: "RENDER",
    group: Group::Infrastructure,
    documentation: "https://render.com/docs/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(RENDER),
    names: &[],
    variants: &[],
};
