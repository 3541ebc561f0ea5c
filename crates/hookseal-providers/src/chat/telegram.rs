//! Telegram.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Telegram bots: `X-Telegram-Bot-Api-Secret-Token: <the secret_token of setWebhook>`.
///
/// **It authenticates no body**, see [`SharedToken`]. The token is 1 to 256 characters of
/// `A-Z`, `a-z`, `0-9`, `_` and `-` that the bot's owner chooses. An update that is delivered
/// again has the same `update_id`.
///
/// Source: <https://core.telegram.org/bots/api#setwebhook>
pub const TELEGRAM: SharedToken = SharedToken::header(
    "telegram",
    HeaderName::from_static("X-Telegram-Bot-Api-Secret-Token"),
)
.with_event_id(Source::json("/update_id"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "telegram",
    name: "Telegram",
    constant: "TELEGRAM",
    group: Group::Chat,
    documentation: "https://core.telegram.org/bots/api#setwebhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| TELEGRAM)),
    names: &["secret-token"],
    variants: &[],
};
