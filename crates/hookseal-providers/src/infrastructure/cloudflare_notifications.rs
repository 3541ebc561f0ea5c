//! Cloudflare notifications.

use hookseal_core::scheme::{HeaderName, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Cloudflare notifications: the header `cf-webhook-auth` is the secret of the destination.
///
/// **It authenticates no body**, see [`SharedToken`]. The secret is optional at Cloudflare;
/// without one, nothing authenticates the notifications.
///
/// Source: <https://developers.cloudflare.com/notifications/get-started/configure-webhooks/>
pub const CLOUDFLARE_NOTIFICATIONS: SharedToken = SharedToken::header(
    "cloudflare_notifications",
    HeaderName::from_static("cf-webhook-auth"),
)
.with_event_type(Source::json("/alert_type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "cloudflare_notifications",
    name: "Cloudflare notifications",
    constant: "CLOUDFLARE_NOTIFICATIONS",
    group: Group::Infrastructure,
    documentation: "https://developers.cloudflare.com/notifications/get-started/configure-webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| CLOUDFLARE_NOTIFICATIONS)),
    names: &[],
    variants: &[],
};
