//! Stream.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Stream (GetStream; chat, video and feeds): `X-Signature: <hex HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Webhook-Id`, the same for each attempt) and attempt (`X-Webhook-Attempt`) are
/// in headers that are not signed. Where an app has its payloads compressed, the
/// signature is that of the text before compression: leave that off. The key is the
/// text of the app's API secret, so anyone who can verify can also call the API.
///
/// Source: <https://getstream.io/chat/docs/node/webhooks_overview/>
pub const GETSTREAM: Scheme = Scheme::new(
    "getstream",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.signs_with_api_keys()
.with_event_id(Source::header("X-Webhook-Id"))
.with_event_type(Source::json("/type"))
.with_attempt(Source::header("X-Webhook-Attempt"))
.with_retry_window(Duration::from_secs(15));

pub(crate) const PROVIDER: Provider = Provider {
    id: "getstream",
    name: "Stream",
    constant: "GETSTREAM",
    group: Group::Chat,
    documentation: "https://getstream.io/chat/docs/node/webhooks_overview/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(GETSTREAM),
    names: &[],
    variants: &[],
};
