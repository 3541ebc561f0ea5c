//! Fathom.

use hookseal_core::scheme::Scheme;

use crate::{Provider, STANDARD_WEBHOOKS};

/// Fathom: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way. Its deliveries have no type: they are
/// meetings.
///
/// Source: <https://developers.fathom.ai/webhooks>
pub const FATHOM: Scheme = STANDARD_WEBHOOKS.renamed("fathom");

pub(crate) const PROVIDER: Provider = Provider::new(
    "fathom",
    "Fathom",
    "https://developers.fathom.ai/webhooks",
    "2026-11-21",
    FATHOM,
);
