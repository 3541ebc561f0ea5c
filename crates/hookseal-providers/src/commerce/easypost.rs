//! EasyPost.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// EasyPost: `X-Hmac-Signature: hmac-sha256-hex=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the webhook's secret in Unicode's normal form KD; where it is not
/// ASCII, give it so. EasyPost's library for Node.js writes the weights of the parsed
/// body again before it hashes it; what is signed is the body as it was sent.
///
/// Source: <https://docs.easypost.com/guides/webhooks-guide>
pub const EASYPOST: Scheme = Scheme::new(
    "easypost",
    Algorithm::HmacSha256,
    SignatureField::prefixed(
        HeaderName::from_static("X-Hmac-Signature"),
        "hmac-sha256-hex=",
    )
    .hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/description"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "easypost",
    name: "EasyPost",
    constant: "EASYPOST",
    group: Group::Commerce,
    documentation: "https://docs.easypost.com/guides/webhooks-guide",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(EASYPOST),
    names: &[],
    variants: &[],
};
