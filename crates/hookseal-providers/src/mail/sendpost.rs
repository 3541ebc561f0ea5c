//! SendPost.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// SendPost: `X-SendPost-Signature: <hex HMAC-SHA256 of the body>`.
///
/// `X-SendPost-Signature-Alg` must say `hmac-sha256`. No timestamp is signed, so a
/// captured delivery stays valid: remember event ids. The form is that of [`SENDX`](crate::SENDX). The key is
/// the text of the account's API key, so anyone who can verify can also call the API: keep it
/// accordingly.
///
/// Source: <https://docs.sendpost.io/>
pub const SENDPOST: Scheme = Scheme::new(
    "sendpost",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-SendPost-Signature")).hex(),
)
.with_algorithm_header(
    HeaderName::from_static("X-SendPost-Signature-Alg"),
    "hmac-sha256",
)
.signs_with_api_keys()
.with_event_id(Source::json("/event/eventID"))
.with_attempt(Source::header("X-SendPost-Webhook-Attempt"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sendpost",
    name: "SendPost",
    constant: "SENDPOST",
    group: Group::Mail,
    documentation: "https://docs.sendpost.io/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SENDPOST),
    names: &[],
    variants: &[],
};
