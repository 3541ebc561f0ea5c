//! Lithic.

use std::time::Duration;

use hookseal_core::scheme::{Scheme, Source};

use crate::{Provider, STANDARD_WEBHOOKS};

/// Lithic: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way. The type is `event_type` of the body.
///
/// Source: <https://docs.lithic.com/docs/events-api>
pub const LITHIC: Scheme = STANDARD_WEBHOOKS
    .renamed("lithic")
    .event_type(Source::json("/event_type"))
    .retry_window(Duration::from_secs(28 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider::new(
    "lithic",
    "Lithic",
    "https://docs.lithic.com/docs/events-api",
    "2026-11-21",
    LITHIC,
);
