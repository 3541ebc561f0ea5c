//! MailPace.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// MailPace: `X-MailPace-Signature: <base64 Ed25519 signature of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The id is that of the
/// mail, of which there are several events. The key is the organisation's public key, 32
/// bytes in base64.
///
/// Source: <https://docs.mailpace.com/guide/webhooks/>
pub const MAILPACE: Scheme = Scheme::new(
    "mailpace",
    Algorithm::Ed25519,
    SignatureField::plain(HeaderName::from_static("X-MailPace-Signature")).base64(),
)
.with_key_format(KeyFormat::base64())
.with_event_id(Source::json("/payload/id"))
.shared_event_id()
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailpace",
    name: "MailPace",
    constant: "MAILPACE",
    group: Group::Mail,
    documentation: "https://docs.mailpace.com/guide/webhooks/",
    checked: "2026-11-21",
    feature: Some("ed25519"),
    scheme: ProviderScheme::Data(MAILPACE),
    names: &[],
    variants: &[],
};
