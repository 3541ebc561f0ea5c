//! Razorpay.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Razorpay: `X-Razorpay-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The id
/// (`x-razorpay-event-id`) is in a header that is not signed; the type is that of the
/// signed body. The key is the text of the webhook's secret.
///
/// Source: <https://razorpay.com/docs/webhooks/validate-test/>
pub const RAZORPAY: Scheme = Scheme::new(
    "razorpay",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Razorpay-Signature")).hex(),
)
.with_event_id(Source::header("x-razorpay-event-id"))
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "razorpay",
    name: "Razorpay",
    constant: "RAZORPAY",
    group: Group::Payments,
    documentation: "https://razorpay.com/docs/webhooks/validate-test/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(RAZORPAY),
    names: &[],
    variants: &[],
};
