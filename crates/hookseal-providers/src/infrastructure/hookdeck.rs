//! Hookdeck.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Hookdeck (Event Gateway): `x-hookdeck-signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id
/// (`x-hookdeck-eventid`, the same for each attempt) and attempt are in headers that
/// are not signed, nor is the query: of a `GET` that is forwarded, nothing is. The body, the method and the type are those of the sender behind
/// Hookdeck. While a secret is rolled, `x-hookdeck-signature-2` holds the signature by
/// the old one, and is read as well. The key is the text of the project's signing secret.
///
/// Source: <https://hookdeck.com/docs/authentication>
pub const HOOKDECK: Scheme = Scheme::new(
    "hookdeck",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-hookdeck-signature"))
        .base64()
        .with_other_headers(const { &[HeaderName::from_static("x-hookdeck-signature-2")] }),
)
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("GET"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("PATCH"),
            Cow::Borrowed("DELETE"),
        ]
    },
)
.with_event_id(Source::header("x-hookdeck-eventid"))
.with_attempt(Source::header("x-hookdeck-attempt-count"))
.with_retry_window(Duration::from_secs(7 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "hookdeck",
    name: "Hookdeck",
    constant: "HOOKDECK",
    group: Group::Infrastructure,
    documentation: "https://hookdeck.com/docs/authentication",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(HOOKDECK),
    names: &[],
    variants: &[],
};
