//! Alchemy.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Alchemy: `X-Alchemy-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the whole text of the webhook's signing key, `whsec_` included; it is not the
/// account's auth token.
///
/// Source: <https://www.alchemy.com/docs/reference/notify-api-quickstart>
pub const ALCHEMY: Scheme = Scheme::new(
    "alchemy",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Alchemy-Signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "alchemy",
    name: "Alchemy",
    constant: "ALCHEMY",
    group: Group::Infrastructure,
    documentation: "https://www.alchemy.com/docs/reference/notify-api-quickstart",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ALCHEMY),
    names: &[],
    variants: &[],
};
