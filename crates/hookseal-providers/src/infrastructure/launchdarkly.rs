//! LaunchDarkly.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// LaunchDarkly: `X-LD-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// id is that of the entry in the audit log. The key is the text of the webhook's
/// secret.
///
/// Source: <https://launchdarkly.com/docs/home/infrastructure/webhooks>
pub const LAUNCHDARKLY: Scheme = Scheme::new(
    "launchdarkly",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-LD-Signature")).hex(),
)
.with_event_id(Source::json("/_id"))
.with_event_type(Source::json("/kind"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "launchdarkly",
    name: "LaunchDarkly",
    constant: "LAUNCHDARKLY",
    group: Group::Infrastructure,
    documentation: "https://launchdarkly.com/docs/home/infrastructure/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LAUNCHDARKLY),
    names: &[],
    variants: &[],
};
