//! OpenAI.

use hookseal_core::scheme::Scheme;

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// OpenAI: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way. OpenAI's library also takes entries without `v1,`;
/// hookseal does not.
///
/// Source: <https://platform.openai.com/docs/guides/webhooks>
pub const OPENAI: Scheme = STANDARD_WEBHOOKS.with_id("openai");

pub(crate) const PROVIDER: Provider = Provider {
    id: "openai",
    name: "OpenAI",
    constant: "OPENAI",
    group: Group::Infrastructure,
    documentation: "https://platform.openai.com/docs/guides/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(OPENAI),
    names: &[],
    variants: &[],
};
