//! Flagsmith.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Flagsmith: `X-Flagsmith-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid. What
/// an identity is evaluated to comes with the same body each time, so a replay guard lets
/// each delivery through.
/// The key is the text of the webhook's secret.
///
/// Source: <https://docs.flagsmith.com/third-party-integrations/webhook>
pub const FLAGSMITH: Scheme = Scheme::new(
    "flagsmith",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Flagsmith-Signature")).hex(),
)
.with_event_type(Source::json("/event_type"))
.look_alike()
.with_retry_window(Duration::from_secs(60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "flagsmith",
    name: "Flagsmith",
    constant: "FLAGSMITH",
    group: Group::Infrastructure,
    documentation: "https://docs.flagsmith.com/third-party-integrations/webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FLAGSMITH),
    names: &[],
    variants: &[],
};
