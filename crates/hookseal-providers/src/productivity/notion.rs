//! Notion.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Notion: `X-Notion-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id,
/// type and attempt are in the signed body. The key is the text of the verification
/// token (`secret_…`), which Notion sends to the endpoint once, unsigned, when the
/// subscription is made: take it only then.
///
/// Source: <https://developers.notion.com/reference/webhooks>
pub const NOTION: Scheme = Scheme::new(
    "notion",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Notion-Signature"), "sha256=").hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_attempt(Source::json("/attempt_number"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "notion",
    name: "Notion",
    constant: "NOTION",
    group: Group::Productivity,
    documentation: "https://developers.notion.com/reference/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(NOTION),
    names: &["sha256-hex", "handshake"],
    variants: &[],
};
