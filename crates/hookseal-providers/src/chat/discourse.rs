//! Discourse.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Discourse: `X-Discourse-Event-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Discourse-Event-Id`, new for each attempt) and type (`X-Discourse-Event`) stand
/// in headers that are not signed. The key is the text of the webhook's secret.
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
.event_id(Source::header("X-Discourse-Event-Id"))
.event_type(Source::header("X-Discourse-Event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "discourse",
    "Discourse",
    "https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events-to-integrate-with-external-services/49045",
    "2026-11-21",
    DISCOURSE,
);
