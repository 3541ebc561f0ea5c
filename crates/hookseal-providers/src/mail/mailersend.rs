//! MailerSend.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// MailerSend: `Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the webhook's signing secret. Other senders use a header of the
/// same name, RFC 9421 among them.
///
/// `webhook.test`, which MailerSend posts whenever the webhook is saved, is signed with a secret
/// that it publishes, so everybody can sign it: it gets 200 from anyone, and no handler
/// sees it.
///
/// Source: <https://developers.mailersend.com/api/v1/webhooks.html>
pub const MAILERSEND: Scheme = Scheme::new(
    "mailersend",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Signature")).hex(),
)
.with_event_id(Source::json("/data/id"))
.with_event_type(Source::json("/type"))
.with_handshakes(
    const {
        &[Handshake::unproven(
            "webhook.test",
            &[Condition::Json("/type", JsonIs::Text("webhook.test"))],
            Reply::Empty(200),
        )]
    },
)
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailersend",
    name: "MailerSend",
    constant: "MAILERSEND",
    group: Group::Mail,
    documentation: "https://developers.mailersend.com/api/v1/webhooks.html",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(MAILERSEND),
    names: &[],
    variants: &[],
};
