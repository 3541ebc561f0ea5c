//! Paystack.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Paystack: `x-paystack-signature: <hex HMAC-SHA512 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the account's secret key (`sk_live_…`), so who can verify can also
/// call the API: keep it accordingly. The samples of the documentation write the parsed
/// body anew before they hash it; what is signed is the body as it was sent.
///
/// Source: <https://paystack.com/docs/payments/webhooks/>
pub const PAYSTACK: Scheme = Scheme::new(
    "paystack",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("x-paystack-signature")).hex(),
)
.signs_with_api_keys()
.event_id(Source::json("/data/id"))
.event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "paystack",
    "Paystack",
    "https://paystack.com/docs/payments/webhooks/",
    "2026-11-21",
    PAYSTACK,
);
