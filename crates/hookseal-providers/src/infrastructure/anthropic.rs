//! Anthropic.

use hookseal_core::Scheme;

use crate::{Provider, STANDARD_WEBHOOKS};

/// Anthropic: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 behind `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://platform.claude.com/docs/en/api/webhooks>
pub const ANTHROPIC: Scheme = STANDARD_WEBHOOKS.renamed("anthropic");

pub(crate) const PROVIDER: Provider = Provider::new(
    "anthropic",
    "Anthropic",
    "https://platform.claude.com/docs/en/api/webhooks",
    "2026-11-21",
    ANTHROPIC,
);
