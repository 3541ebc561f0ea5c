//! Help Scout.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Help Scout: `X-HelpScout-Signature: <base64 HMAC-SHA1 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// The type (`X-HelpScout-Event`) is in a header that is not signed; one change can fire
/// events of several types with the same body, so a replay guard goes by both. SHA-1 is Help
/// Scout's choice; as an HMAC it still holds. The key is the text of the webhook's
/// secret.
///
/// Source: <https://developer.helpscout.com/webhooks/>
pub const HELPSCOUT: Scheme = Scheme::new(
    "helpscout",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-HelpScout-Signature")).base64(),
)
.with_event_type(Source::header("X-HelpScout-Event"))
.type_tells_apart();

pub(crate) const PROVIDER: Provider = Provider {
    id: "helpscout",
    name: "Help Scout",
    constant: "HELPSCOUT",
    group: Group::Chat,
    documentation: "https://developer.helpscout.com/webhooks/",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(HELPSCOUT),
    names: &[],
    variants: &[],
};
