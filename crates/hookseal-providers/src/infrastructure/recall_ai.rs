//! Recall.ai.

use hookseal_core::scheme::{HeaderName, Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Recall.ai: as [`STANDARD_WEBHOOKS`].
///
/// The key is the base64 after `whsec_`: the workspace's verification secret, or the
/// endpoint's. Id and timestamp are signed, and the timestamp is fresh for 5 minutes
/// either way, which Recall.ai's sample does not judge. Some endpoints get `svix-id`,
/// `svix-timestamp` and `svix-signature` instead, which are taken as well.
///
/// Source: <https://github.com/recallai/sample-apps>
pub const RECALL_AI: Scheme = STANDARD_WEBHOOKS
    .with_id("recall_ai")
    .with_other_names(
        const {
            &[
                (
                    HeaderName::from_static("webhook-id"),
                    HeaderName::from_static("svix-id"),
                ),
                (
                    HeaderName::from_static("webhook-timestamp"),
                    HeaderName::from_static("svix-timestamp"),
                ),
                (
                    HeaderName::from_static("webhook-signature"),
                    HeaderName::from_static("svix-signature"),
                ),
            ]
        },
    )
    .with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "recall_ai",
    name: "Recall.ai",
    constant: "RECALL_AI",
    group: Group::Infrastructure,
    documentation: "https://github.com/recallai/sample-apps",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(RECALL_AI),
    names: &[],
    variants: &[],
};
