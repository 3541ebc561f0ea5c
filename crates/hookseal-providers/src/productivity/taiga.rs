//! Taiga.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Taiga: `X-TAIGA-WEBHOOK-SIGNATURE: <hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed in the head and there is no event id, so a captured delivery
/// stays valid. The type is that of the object; `action` says what was done to it.
/// SHA-1 is Taiga's choice; as an HMAC it still holds. The key is the text of the
/// webhook's secret key.
///
/// Source: <https://docs.taiga.io/webhooks.html>
pub const TAIGA: Scheme = Scheme::new(
    "taiga",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-TAIGA-WEBHOOK-SIGNATURE")).hex(),
)
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "taiga",
    name: "Taiga",
    constant: "TAIGA",
    group: Group::Productivity,
    documentation: "https://docs.taiga.io/webhooks.html",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(TAIGA),
    names: &[],
    variants: &[],
};
