//! MailerLite.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// MailerLite: `Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and no event id is documented. The key is the text of the
/// webhook's secret, which MailerLite makes 10 characters long, so no more are asked for.
/// MailerLite Classic is another product. Other senders use a header of the same name,
/// RFC 9421 among them.
///
/// Source: <https://developers.mailerlite.com/docs/webhooks>
pub const MAILERLITE: Scheme = Scheme::new(
    "mailerlite",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Signature")).hex(),
)
.with_min_key_bytes(10)
.with_retry_window(Duration::from_secs(1110));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailerlite",
    name: "MailerLite",
    constant: "MAILERLITE",
    group: Group::Mail,
    documentation: "https://developers.mailerlite.com/docs/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MAILERLITE),
    names: &[],
    variants: &[],
};
