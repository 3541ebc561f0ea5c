//! Linear.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Linear: `Linear-Signature: <hex HMAC-SHA256 of the body>`.
///
/// The time that is signed is `webhookTimestamp` of the body, in milliseconds. Linear tries
/// again after a minute, an hour and 6 hours, with the time of the first attempt. So it may be
/// 8 hours old, where Linear's library takes a minute and loses each retry, and a minute
/// ahead; a body without it is refused.
/// `Linear-Timestamp` is not signed, and not looked at. The id (`Linear-Delivery`) and the type
/// (`Linear-Event`) are in headers that are not signed. The key is the text of the
/// webhook's signing secret.
///
/// Source: <https://linear.app/developers/webhooks>
pub const LINEAR: Scheme = Scheme::new(
    "linear",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Linear-Signature")).hex(),
)
.with_timestamp(
    Timestamp::json("/webhookTimestamp", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(8 * 60 * 60), Duration::from_secs(60)),
)
.with_retry_window(Duration::from_secs(8 * 60 * 60))
.with_event_id(Source::header("Linear-Delivery"))
.with_event_type(Source::header("Linear-Event"))
.with_retry_window(Duration::from_secs(421 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "linear",
    name: "Linear",
    constant: "LINEAR",
    group: Group::Productivity,
    documentation: "https://linear.app/developers/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LINEAR),
    names: &["sha256-hex"],
    variants: &[],
};
