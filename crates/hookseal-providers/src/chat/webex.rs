//! Webex.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Webex: `X-Spark-Signature: <hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid;
/// `id` is the webhook's. What is updated back and forth comes with the same body, so a replay
/// guard lets each delivery through. The type says what happened to the `resource`. SHA-1 is
/// Webex's choice; as an HMAC it still holds. The key is the text of the webhook's
/// secret.
///
/// Source: <https://developer.webex.com/docs/api/guides/webhooks>
pub const WEBEX: Scheme = Scheme::new(
    "webex",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-Spark-Signature")).hex(),
)
.with_event_type(Source::json("/event"))
.look_alike();

pub(crate) const PROVIDER: Provider = Provider {
    id: "webex",
    name: "Webex",
    constant: "WEBEX",
    group: Group::Chat,
    documentation: "https://developer.webex.com/docs/api/guides/webhooks",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(WEBEX),
    names: &[],
    variants: &[],
};
