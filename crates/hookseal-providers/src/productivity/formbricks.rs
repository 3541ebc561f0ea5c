//! Formbricks.

use std::time::Duration;

use hookseal_core::scheme::{Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Formbricks: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way, as the documentation suggests.
///
/// Source: <https://formbricks.com/docs/platform/features/integrations/webhooks>
pub const FORMBRICKS: Scheme = STANDARD_WEBHOOKS
    .with_id("formbricks")
    .with_event_type(Source::json("/event"))
    .with_retry_window(Duration::from_secs(60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "formbricks",
    name: "Formbricks",
    constant: "FORMBRICKS",
    group: Group::Productivity,
    documentation: "https://formbricks.com/docs/platform/features/integrations/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FORMBRICKS),
    names: &[],
    variants: &[],
};
