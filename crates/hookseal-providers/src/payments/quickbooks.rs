//! QuickBooks Online (Intuit).

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// QuickBooks Online: `intuit-signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid. A
/// body holds a list of notifications. The key is the text of the app's verifier token.
///
/// Source: <https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/managing-webhooks-notifications>
pub const QUICKBOOKS: Scheme = Scheme::new(
    "quickbooks",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("intuit-signature")).base64(),
)
.with_retry_window(Duration::from_secs(7 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "quickbooks",
    name: "QuickBooks Online (Intuit)",
    constant: "QUICKBOOKS",
    group: Group::Payments,
    documentation: "https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks/managing-webhooks-notifications",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(QUICKBOOKS),
    names: &[],
    variants: &[],
};
