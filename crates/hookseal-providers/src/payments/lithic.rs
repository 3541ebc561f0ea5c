//! Lithic.

use std::time::Duration;

use hookseal_core::scheme::{Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Lithic: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way. The type is `event_type` of the body.
///
/// Source: <https://docs.lithic.com/docs/events-api>
pub const LITHIC: Scheme = STANDARD_WEBHOOKS
    .with_id("lithic")
    .with_event_type(Source::json("/event_type"))
    .with_retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "lithic",
    name: "Lithic",
    constant: "LITHIC",
    group: Group::Payments,
    documentation: "https://docs.lithic.com/docs/events-api",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LITHIC),
    names: &[],
    variants: &[],
};
