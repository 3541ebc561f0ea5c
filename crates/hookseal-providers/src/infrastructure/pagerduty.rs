//! PagerDuty.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// PagerDuty (webhooks v3): `X-PagerDuty-Signature: v1=<hex HMAC-SHA256 of the body>`,
/// several separated by commas.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id and
/// type are in the signed body. While a secret is being rotated the header has one `v1`
/// for each; other versions never count. The key is the text of the subscription's
/// secret.
///
/// Source: <https://developer.pagerduty.com/docs/verifying-webhook-signatures>
pub const PAGERDUTY: Scheme = Scheme::new(
    "pagerduty",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("X-PagerDuty-Signature"), "v1").hex(),
)
.with_event_id(Source::json("/event/id"))
.with_event_type(Source::json("/event/event_type"))
.with_retry_window(Duration::from_secs(48 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "pagerduty",
    name: "PagerDuty",
    constant: "PAGERDUTY",
    group: Group::Infrastructure,
    documentation: "https://developer.pagerduty.com/docs/verifying-webhook-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PAGERDUTY),
    names: &["v1-list"],
    variants: &[],
};
