//! Trigger.dev.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Trigger.dev (alerts): `x-trigger-signature-hmacsha256: <hex HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the alert's signing secret.
///
/// Source: <https://trigger.dev/docs/troubleshooting-alerts>
pub const TRIGGER_DEV: Scheme = Scheme::new(
    "trigger_dev",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-trigger-signature-hmacsha256")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(5 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "trigger_dev",
    name: "Trigger.dev",
    constant: "TRIGGER_DEV",
    group: Group::Infrastructure,
    documentation: "https://trigger.dev/docs/troubleshooting-alerts",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(TRIGGER_DEV),
    names: &[],
    variants: &[],
};
