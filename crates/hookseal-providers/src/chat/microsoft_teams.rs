//! Microsoft Teams (outgoing webhooks).

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Microsoft Teams (outgoing webhooks): `Authorization: HMAC <base64 HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The
/// id is that of the message within its conversation alone. The key is the security token that Teams shows once, decoded from base64.
///
/// Source: <https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook>
pub const MICROSOFT_TEAMS: Scheme = Scheme::new(
    "microsoft_teams",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("Authorization"), "HMAC ").base64(),
)
.with_key_format(KeyFormat::base64())
.with_event_id(Source::json("/id"))
.shared_event_id()
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "microsoft_teams",
    name: "Microsoft Teams (outgoing webhooks)",
    constant: "MICROSOFT_TEAMS",
    group: Group::Chat,
    documentation: "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MICROSOFT_TEAMS),
    names: &[],
    variants: &[],
};
