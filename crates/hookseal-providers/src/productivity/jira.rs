//! Jira.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Jira Cloud (webhooks with a secret): `X-Hub-Signature: sha256=<hex HMAC-SHA256 of
/// the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`X-Atlassian-Webhook-Identifier`, the same for each attempt) and number of the
/// retry (`X-Atlassian-Webhook-Retry`, not there at first) are in headers that are
/// not signed. Atlassian may choose another hash one day and then name it before the
/// `=`; hookseal refuses all but `sha256`. Webhooks of Connect apps come with a JWT
/// instead, which this is not for. A webhook that leaves out its body sends nothing that tells
/// events apart, so a replay guard lets each of its deliveries through. The key is the text of the webhook's secret.
///
/// Source: <https://developer.atlassian.com/cloud/jira/platform/webhooks/>
pub const JIRA: Scheme = Scheme::new(
    "jira",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature"), "sha256=").hex(),
)
.with_event_id(Source::header("X-Atlassian-Webhook-Identifier"))
.with_event_type(Source::json("/webhookEvent"))
.with_attempt(Source::header("X-Atlassian-Webhook-Retry"))
.with_retry_window(Duration::from_secs(75 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "jira",
    name: "Jira",
    constant: "JIRA",
    group: Group::Productivity,
    documentation: "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(JIRA),
    names: &[],
    variants: &[],
};
