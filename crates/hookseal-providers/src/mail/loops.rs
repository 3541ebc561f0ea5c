//! Loops.

use hookseal_core::scheme::{Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Loops: as [`STANDARD_WEBHOOKS`], with headers `Webhook-Id`, `Webhook-Timestamp` and
/// `Webhook-Signature`.
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way. The type is `eventName` of the body.
///
/// Source: <https://loops.so/docs/webhooks>
pub const LOOPS: Scheme = STANDARD_WEBHOOKS
    .with_id("loops")
    .with_event_type(Source::json("/eventName"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "loops",
    name: "Loops",
    constant: "LOOPS",
    group: Group::Mail,
    documentation: "https://loops.so/docs/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LOOPS),
    names: &[],
    variants: &[],
};
