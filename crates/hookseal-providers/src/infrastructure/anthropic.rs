//! Anthropic.

use hookseal_core::scheme::{Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Anthropic: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way. `type` of the body is always `event`; what kind it
/// is says its `data`.
///
/// Source: <https://platform.claude.com/docs/en/api/beta/webhooks/unwrap>
pub const ANTHROPIC: Scheme = STANDARD_WEBHOOKS
    .with_id("anthropic")
    .with_event_type(Source::json("/data/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "anthropic",
    name: "Anthropic",
    constant: "ANTHROPIC",
    group: Group::Infrastructure,
    documentation: "https://platform.claude.com/docs/en/api/beta/webhooks/unwrap",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ANTHROPIC),
    names: &[],
    variants: &[],
};
