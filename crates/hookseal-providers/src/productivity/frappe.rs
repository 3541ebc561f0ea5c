//! Frappe.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Frappe and ERPNext: `X-Frappe-Webhook-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is neither event id nor type, unless the webhook's
/// own data says them. The body is what the webhook's maker has chosen of a document, perhaps
/// the same after each change, so a replay guard lets each delivery through. The method is the one that the webhook is set to. The key is the
/// text of the webhook's secret.
///
/// Source: <https://docs.frappe.io/framework/user/en/guides/integration/webhooks>
pub const FRAPPE: Scheme = Scheme::new(
    "frappe",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Frappe-Webhook-Signature")).base64(),
)
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("DELETE"),
        ]
    },
)
.look_alike()
.with_retry_window(Duration::from_secs(20));

pub(crate) const PROVIDER: Provider = Provider {
    id: "frappe",
    name: "Frappe",
    constant: "FRAPPE",
    group: Group::Productivity,
    documentation: "https://docs.frappe.io/framework/user/en/guides/integration/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(FRAPPE),
    names: &[],
    variants: &[],
};
