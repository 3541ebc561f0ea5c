//! Plain.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Plain: `Plain-Request-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// Plain's library refuses what was sent more than 5 minutes ago by the time in the
/// signed body (`webhookMetadata`), which hookseal does not read. The key is the text
/// of the workspace's HMAC secret.
///
/// Source: <https://www.plain.com/docs/request-signing>
pub const PLAIN: Scheme = Scheme::new(
    "plain",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Plain-Request-Signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_attempt(Source::json(
    "/webhookMetadata/webhookDeliveryAttemptNumber",
))
.with_per_attempt(
    const {
        &[
            Source::json("/webhookMetadata/webhookDeliveryAttemptId"),
            Source::json("/webhookMetadata/webhookDeliveryAttemptTimestamp"),
        ]
    },
)
.with_retry_window(Duration::from_secs(5 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "plain",
    name: "Plain",
    constant: "PLAIN",
    group: Group::Productivity,
    documentation: "https://www.plain.com/docs/request-signing",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PLAIN),
    names: &[],
    variants: &[],
};
