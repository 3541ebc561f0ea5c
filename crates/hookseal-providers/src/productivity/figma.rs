//! Figma.

use std::time::Duration;

use hookseal_core::scheme::{SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Figma webhooks (v2): the passcode that was chosen on making the webhook is in the body,
/// at `/passcode`.
///
/// **It authenticates no body**, see [`SharedToken`]. Anyone who logs a body logs the passcode. It has
/// at most 100 characters; hookseal asks for 16. Figma stops sending to receivers that answer a
/// passcode with 400; a wrong one gets 401 here, as everything that cannot be authenticated.
///
/// Source: <https://developers.figma.com/docs/rest-api/webhooks-security/>
pub const FIGMA: SharedToken = SharedToken::member("figma", "/passcode")
    .with_event_type(Source::json("/event_type"))
    .with_attempt(Source::json("/retries"))
    .with_retry_window(Duration::from_secs(215 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "figma",
    name: "Figma",
    constant: "FIGMA",
    group: Group::Productivity,
    documentation: "https://developers.figma.com/docs/rest-api/webhooks-security/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| FIGMA)),
    names: &["body-passcode"],
    variants: &[],
};
