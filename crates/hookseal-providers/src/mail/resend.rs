//! Resend.

use hookseal_core::scheme::Scheme;

use crate::{Provider, SVIX};

/// Resend: as [`SVIX`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests>
pub const RESEND: Scheme = SVIX.renamed("resend");

pub(crate) const PROVIDER: Provider = Provider::new(
    "resend",
    "Resend",
    "https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests",
    "2026-11-21",
    RESEND,
);
