//! GoCardless.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// GoCardless: `Webhook-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. A body
/// holds a list of events, so each has its id at `/events/…/id`; what is taken for the
/// event's id is that of the delivery, `/meta/webhook_id`. The key is the text of the
/// endpoint's secret. GoCardless suggests 498 as the answer to a wrong signature; it
/// takes the usual 401 as a failure as well.
///
/// Source: <https://developer.gocardless.com/api-reference/#webhooks-overview>
pub const GOCARDLESS: Scheme = Scheme::new(
    "gocardless",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Webhook-Signature")).hex(),
)
.with_event_id(Source::json("/meta/webhook_id"))
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "gocardless",
    name: "GoCardless",
    constant: "GOCARDLESS",
    group: Group::Payments,
    documentation: "https://developer.gocardless.com/api-reference/#webhooks-overview",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(GOCARDLESS),
    names: &[],
    variants: &[],
};
