//! Replicate.

use hookseal_core::scheme::{Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Replicate: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`. Id and timestamp are signed, and the timestamp
/// is fresh for 5 minutes either way; Replicate's library leaves its age to the app. The
/// type is `status` of the body. The library takes the text after any version's comma;
/// hookseal only that of `v1`.
///
/// Source: <https://replicate.com/docs/topics/webhooks/verify-webhook>
pub const REPLICATE: Scheme = STANDARD_WEBHOOKS
    .with_id("replicate")
    .with_event_type(Source::json("/status"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "replicate",
    name: "Replicate",
    constant: "REPLICATE",
    group: Group::Infrastructure,
    documentation: "https://replicate.com/docs/topics/webhooks/verify-webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(REPLICATE),
    names: &[],
    variants: &[],
};
