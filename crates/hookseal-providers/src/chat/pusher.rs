//! Pusher Channels.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Pusher Channels: `X-Pusher-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head and there is no event id: `time_ms` in the body
/// says when the delivery was made. A body holds several events where batches are on;
/// the type is that of the first. The key is the text of the app's secret, the one
/// whose key `X-Pusher-Key` names; that header is not signed, and ignored.
///
/// Source: <https://pusher.com/docs/channels/server_api/webhooks/>
pub const PUSHER: Scheme = Scheme::new(
    "pusher",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Pusher-Signature")).hex(),
)
.signs_with_api_keys()
.with_event_type(Source::json("/events/0/name"))
.with_retry_window(Duration::from_secs(5 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "pusher",
    name: "Pusher Channels",
    constant: "PUSHER",
    group: Group::Chat,
    documentation: "https://pusher.com/docs/channels/server_api/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(PUSHER),
    names: &[],
    variants: &[],
};
