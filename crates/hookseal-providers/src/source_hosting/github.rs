//! GitHub.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// GitHub: `X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// The id (`X-GitHub-Delivery`) and the type (`X-GitHub-Event`) are in headers that
/// are not signed. Deliveries as a form are signed whole; `FormPayload` (feature `form`) reads
/// them. The older `X-Hub-Signature` (SHA-1) is ignored. The secret is the
/// text entered in the webhook's settings. GitHub retries nothing by itself; what failed
/// can be redelivered by hand for 3 days. Bodies have up to 25 MB, and verifiers take as much.
///
/// Source: <https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries>,
/// <https://docs.github.com/webhooks/webhook-events-and-payloads>
pub const GITHUB: Scheme = Scheme::new(
    "github",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex(),
)
.with_event_id(Source::header("X-GitHub-Delivery"))
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60))
.with_greatest_body(25 * 1024 * 1024)
.with_event_type(Source::header("X-GitHub-Event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "github",
    name: "GitHub",
    constant: "GITHUB",
    group: Group::SourceHosting,
    documentation: "https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(GITHUB),
    names: &["sha256", "sha1-legacy"],
    variants: &[],
};
