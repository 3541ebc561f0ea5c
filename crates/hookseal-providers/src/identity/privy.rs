//! Privy.

use hookseal_core::scheme::Scheme;

use crate::{Provider, SVIX};

/// Privy: as [`SVIX`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way.
///
/// Source: <https://www.npmjs.com/package/@privy-io/node>
pub const PRIVY: Scheme = SVIX.renamed("privy");

pub(crate) const PROVIDER: Provider = Provider::new(
    "privy",
    "Privy",
    "https://www.npmjs.com/package/@privy-io/node",
    "2026-11-21",
    PRIVY,
);
