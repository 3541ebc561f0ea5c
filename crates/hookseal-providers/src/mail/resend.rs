//! Resend.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, SVIX};

/// Resend: as [`SVIX`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests>
pub const RESEND: Scheme = SVIX.with_id("resend");

pub(crate) const PROVIDER: Provider = Provider {
    id: "resend",
    name: "Resend",
    constant: "RESEND",
    group: Group::Mail,
    documentation: "https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(RESEND),
    names: &[],
    variants: &[],
};
