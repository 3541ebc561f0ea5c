//! Bitbucket.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Bitbucket Cloud: `X-Hub-Signature: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Request-UUID`), type (`X-Event-Key`) and attempt (`X-Attempt-Number`) stand in
/// headers that are not signed. Other senders put SHA-1 into a header of the same name:
/// here it counts only with `sha256=`. The secret is the text entered in the webhook's
/// settings. Bitbucket Data Center signs alike and calls the id `X-Request-Id`.
///
/// Source: <https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/>
pub const BITBUCKET: Scheme = Scheme::new(
    "bitbucket",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature"), "sha256=").hex(),
)
.event_id(Source::header("X-Request-UUID"))
.event_type(Source::header("X-Event-Key"))
.attempt(Source::header("X-Attempt-Number"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "bitbucket",
    "Bitbucket",
    "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
    "2026-11-21",
    BITBUCKET,
)
.called(&["sha256-x-hub-signature"]);
