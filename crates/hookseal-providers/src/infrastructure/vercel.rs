//! Vercel.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Vercel: `x-vercel-signature: <hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id and
/// type are in the signed body. Vercel offers nothing but SHA-1, which as an HMAC still
/// holds. The key is the text of the webhook's secret or, for integrations, of the client
/// secret.
///
/// Source: <https://vercel.com/docs/webhooks/webhooks-api>
pub const VERCEL: Scheme = Scheme::new(
    "vercel",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("x-vercel-signature")).hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "vercel",
    name: "Vercel",
    constant: "VERCEL",
    group: Group::Infrastructure,
    documentation: "https://vercel.com/docs/webhooks/webhooks-api",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(VERCEL),
    names: &["sha1-hex"],
    variants: &[],
};
