//! Greenhouse.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Greenhouse: `Signature: sha256 <hex HMAC-SHA256 of the body>`, with a blank between.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The id
/// (`Greenhouse-Event-ID`) is in a header that is not signed; the type is `action` of
/// the signed body. Greenhouse Onboarding signs alike and says `event_type` in the body.
/// The key is the text of the webhook's secret key. Other senders use a header of the
/// same name, RFC 9421 among them.
///
/// Source: <https://developers.greenhouse.io/webhooks.html>
pub const GREENHOUSE: Scheme = Scheme::new(
    "greenhouse",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("Signature"), "sha256 ").hex(),
)
.with_event_id(Source::header("Greenhouse-Event-ID"))
.with_event_type(Source::json("/action"))
.with_retry_window(Duration::from_secs(916 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "greenhouse",
    name: "Greenhouse",
    constant: "GREENHOUSE",
    group: Group::Productivity,
    documentation: "https://developers.greenhouse.io/webhooks.html",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(GREENHOUSE),
    names: &[],
    variants: &[],
};
