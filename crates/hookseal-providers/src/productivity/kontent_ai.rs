//! Kontent.ai.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Kontent.ai: `X-Kontent-ai-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// A body holds several notifications; the type is the first one's action. Older
/// webhooks sign alike in `X-KC-Signature`, which is read as well. The key is the text of the
/// webhook's secret.
///
/// Source: <https://kontent.ai/learn/docs/webhooks/webhooks/javascript>
pub const KONTENT_AI: Scheme = Scheme::new(
    "kontent_ai",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Kontent-ai-Signature"))
        .base64()
        .with_other_headers(const { &[HeaderName::from_static("X-KC-Signature")] }),
)
.with_event_type(Source::json("/notifications/0/message/action"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "kontent_ai",
    name: "Kontent.ai",
    constant: "KONTENT_AI",
    group: Group::Productivity,
    documentation: "https://kontent.ai/learn/docs/webhooks/webhooks/javascript",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(KONTENT_AI),
    names: &[],
    variants: &[],
};
