//! Paystack.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Paystack: `x-paystack-signature: <hex HMAC-SHA512 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. `data.id` is that of what the
/// event is about, so several events can have it. The key is the text of the account's secret
/// key, `sk_…`, so anyone who can verify can also call the API: keep it accordingly.
///
/// Of Paystack's samples, the one for PHP hashes the body as it came, as is done here, and the
/// one for Node.js prints the parsed body again. A later one has `t=…,v1=<key id>:<hex>` over time
/// and body; in which header, and for which accounts, is not documented. Whoever is sent that
/// alone is refused here.
///
/// Source: <https://paystack.com/docs/payments/webhooks/> and
/// <https://github.com/PaystackOSS/doc-code-snippets>, `verifying-transaction`
pub const PAYSTACK: Scheme = Scheme::new(
    "paystack",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("x-paystack-signature")).hex(),
)
.signs_with_api_keys()
.with_event_id(Source::json("/data/id"))
.shared_event_id()
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(4332 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "paystack",
    name: "Paystack",
    constant: "PAYSTACK",
    group: Group::Payments,
    documentation: "https://paystack.com/docs/payments/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PAYSTACK),
    names: &[],
    variants: &[],
};
