//! Render.

use hookseal_core::scheme::Scheme;

use crate::{Provider, STANDARD_WEBHOOKS};

/// Render: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way.
///
/// Source: <https://render.com/docs/webhooks>
pub const RENDER: Scheme = STANDARD_WEBHOOKS.renamed("render");

pub(crate) const PROVIDER: Provider = Provider::new(
    "render",
    "Render",
    "https://render.com/docs/webhooks",
    "2026-11-21",
    RENDER,
);
