//! Dodo Payments.

use std::time::Duration;

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Dodo Payments: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way.
///
/// Source: <https://docs.dodopayments.com/developer-resources/webhooks>
pub const DODOPAYMENTS: Scheme = STANDARD_WEBHOOKS
    .with_id("dodopayments")
    .with_retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "dodopayments",
    name: "Dodo Payments",
    constant: "DODOPAYMENTS",
    group: Group::Payments,
    documentation: "https://docs.dodopayments.com/developer-resources/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(DODOPAYMENTS),
    names: &[],
    variants: &[],
};
