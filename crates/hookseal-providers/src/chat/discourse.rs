//! Discourse.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Discourse: `X-Discourse-Event-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid:
/// `X-Discourse-Event-Id` is new for each attempt. The type (`X-Discourse-Event`) is in
/// a header that is not signed; events of several types can have the same body, so a replay
/// guard goes by both. The key is the text of the webhook's secret, of 12 characters or more, as
/// Discourse requires.
///
/// Source: <https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events-to-integrate-with-external-services/49045>
pub const DISCOURSE: Scheme = Scheme::new(
    "discourse",
    Algorithm::HmacSha256,
    SignatureField::prefixed(
        HeaderName::from_static("X-Discourse-Event-Signature"),
        "sha256=",
    )
    .hex(),
)
.with_min_key_bytes(12)
.with_event_type(Source::header("X-Discourse-Event"))
.type_tells_apart()
.with_retry_window(Duration::from_secs(156 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "discourse",
    name: "Discourse",
    constant: "DISCOURSE",
    group: Group::Chat,
    documentation: "https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events-to-integrate-with-external-services/49045",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(DISCOURSE),
    names: &[],
    variants: &[],
};
