//! Privy.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, SVIX};

/// Privy: as [`SVIX`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way.
///
/// Source: <https://www.npmjs.com/package/@privy-io/node>
pub const PRIVY: Scheme = SVIX.with_id("privy");

pub(crate) const PROVIDER: Provider = Provider {
    id: "privy",
    name: "Privy",
    constant: "PRIVY",
    group: Group::Identity,
    documentation: "https://www.npmjs.com/package/@privy-io/node",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PRIVY),
    names: &[],
    variants: &[],
};
