//! Chargebee.

use std::time::Duration;

use hookseal_core::scheme::{SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Chargebee: HTTP Basic, with the user and password that were set for the webhook.
///
/// **It authenticates no body**, see [`SharedToken`]. The secret is `user:password`. The body
/// says what has become of earlier attempts.
///
/// Source: <https://www.chargebee.com/docs/2.0/webhook_settings.html>
pub const CHARGEBEE: SharedToken = SharedToken::basic("chargebee")
    .with_event_id(Source::json("/id"))
    .with_event_type(Source::json("/event_type"))
    .with_per_attempt(const { &[Source::json("/webhook_status"), Source::json("/webhooks")] })
    .with_retry_window(Duration::from_secs(79 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "chargebee",
    name: "Chargebee",
    constant: "CHARGEBEE",
    group: Group::Payments,
    documentation: "https://www.chargebee.com/docs/2.0/webhook_settings.html",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| CHARGEBEE)),
    names: &[],
    variants: &[],
};
