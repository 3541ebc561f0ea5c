//! Stytch.

use hookseal_core::Scheme;

use crate::{Provider, SVIX};

/// Stytch: as [`SVIX`].
///
/// The key is the base64 behind `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://stytch.com/docs/guides/webhooks/overview>
pub const STYTCH: Scheme = SVIX.renamed("stytch");

pub(crate) const PROVIDER: Provider = Provider::new(
    "stytch",
    "Stytch",
    "https://stytch.com/docs/guides/webhooks/overview",
    "2026-11-21",
    STYTCH,
);
