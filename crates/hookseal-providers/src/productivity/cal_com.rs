//! Cal.com.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Cal.com: `X-Cal-Signature-256: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id, so a captured delivery
/// stays valid. A webhook without a secret sends `no-secret-provided`, which is
/// refused. The key is the text of the webhook's secret.
///
/// Source: <https://cal.com/docs/developing/guides/automation/webhooks>
pub const CAL_COM: Scheme = Scheme::new(
    "cal_com",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Cal-Signature-256")).hex(),
)
.with_event_type(Source::json("/triggerEvent"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "cal_com",
    name: "Cal.com",
    constant: "CAL_COM",
    group: Group::Productivity,
    documentation: "https://cal.com/docs/developing/guides/automation/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CAL_COM),
    names: &[],
    variants: &[],
};
