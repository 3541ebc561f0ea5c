//! Viber.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Viber: `X-Viber-Content-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The id is that of the
/// message, of which there are several events (delivered, seen, failed).
/// Viber's library also takes the signature from the query (`sig`); hookseal does not.
/// The key is the text of the bot's authentication token, so anyone who can verify can also
/// speak for the bot.
///
/// Source: <https://developers.viber.com/docs/api/rest-bot-api/>
pub const VIBER: Scheme = Scheme::new(
    "viber",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Viber-Content-Signature")).hex(),
)
.with_event_id(Source::json("/message_token"))
.shared_event_id()
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "viber",
    name: "Viber",
    constant: "VIBER",
    group: Group::Chat,
    documentation: "https://developers.viber.com/docs/api/rest-bot-api/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(VIBER),
    names: &[],
    variants: &[],
};
