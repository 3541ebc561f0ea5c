//! Square.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Square: `x-square-hmacsha256-signature: <base64 HMAC-SHA256 of {url}{body}>`.
///
/// The URL is that of the subscription, to the letter, so the app says its public base
/// URL (`VerifierBuilder::public_url`). Nothing separates it from the body, so
/// the body must begin as JSON does, and the URL must have no `{` and no `[`. No timestamp is
/// signed, so a captured delivery stays valid for its URL: remember event ids. The key is
/// the text of the subscription's signature key, not decoded. The older
/// `x-square-signature` (SHA-1) is ignored.
///
/// Retried for up to 24 hours.
///
/// Source: <https://developer.squareup.com/docs/webhooks/step3validate>
pub const SQUARE: Scheme = Scheme::new(
    "square",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-square-hmacsha256-signature")).base64(),
)
.with_message(const { &[Part::Url, Part::Body] })
.json_bodies()
.with_event_id(Source::json("/event_id"))
.with_retry_window(Duration::from_secs(25 * 60 * 60))
.with_event_type(Source::json("/type"))
.with_attempt(Source::header("square-retry-number"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "square",
    name: "Square",
    constant: "SQUARE",
    group: Group::Payments,
    documentation: "https://developer.squareup.com/docs/webhooks/step3validate",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SQUARE),
    names: &["hmacsha256"],
    variants: &[],
};
