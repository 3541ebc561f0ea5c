//! Checkout.com.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Checkout.com: `Cko-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the signature key of the workflow's webhook action. The
/// `Authorization` header that can be configured in addition is ignored.
///
/// Source: <https://checkout.com/docs/workflows/set-up-your-webhook-receiver>
pub const CHECKOUT_COM: Scheme = Scheme::new(
    "checkout_com",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Cko-Signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(30 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "checkout_com",
    name: "Checkout.com",
    constant: "CHECKOUT_COM",
    group: Group::Payments,
    documentation: "https://checkout.com/docs/workflows/set-up-your-webhook-receiver",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CHECKOUT_COM),
    names: &[],
    variants: &[],
};
