//! Sinch (Numbers API).

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Sinch (Numbers API): `X-Sinch-Signature: <hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// SHA-1 is Sinch's choice; as an HMAC it still holds. The key is the text of the
/// callback's HMAC secret.
///
/// Source: <https://github.com/sinch/sinch-sdk-node>
pub const SINCH_NUMBERS: Scheme = Scheme::new(
    "sinch_numbers",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-Sinch-Signature")).hex(),
)
.with_event_id(Source::json("/eventId"))
.with_event_type(Source::json("/eventType"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sinch_numbers",
    name: "Sinch (Numbers API)",
    constant: "SINCH_NUMBERS",
    group: Group::Chat,
    documentation: "https://github.com/sinch/sinch-sdk-node",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(SINCH_NUMBERS),
    names: &[],
    variants: &[],
};
