//! ClickUp.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// ClickUp: `X-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The events of tasks and lists
/// have an id in their history; those of folders, spaces and goals have neither id nor time,
/// and a replay guard lets each of them through. `webhook_id` is the webhook's. The key is the text of the webhook's secret.
///
/// Source: <https://developer.clickup.com/docs/webhooksignature>
pub const CLICKUP: Scheme = Scheme::new(
    "clickup",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.with_event_id(Source::json("/history_items/0/id"))
.with_event_type(Source::json("/event"))
.look_alike();

pub(crate) const PROVIDER: Provider = Provider {
    id: "clickup",
    name: "ClickUp",
    constant: "CLICKUP",
    group: Group::Productivity,
    documentation: "https://developer.clickup.com/docs/webhooksignature",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CLICKUP),
    names: &[],
    variants: &[],
};
