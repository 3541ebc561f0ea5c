//! Webflow.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Webflow: `x-webflow-signature: <hex HMAC-SHA256 of {timestamp}:{body}>`.
///
/// The timestamp is `x-webflow-timestamp` in milliseconds, fresh for 5 minutes, as the
/// documentation says, and one ahead; its library does not judge it. There is no event
/// id. The key is the text of the OAuth app's client secret, or of the webhook's own
/// where it was made with a site token.
///
/// Source: <https://developers.webflow.com/data/changelog/webhook-signatures>
pub const WEBFLOW: Scheme = Scheme::new(
    "webflow",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-webflow-signature")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("x-webflow-timestamp"),
        TimestampFormat::Milliseconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal(":"), Part::Body] })
.with_event_type(Source::json("/triggerType"))
.with_retry_window(Duration::from_secs(30 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "webflow",
    name: "Webflow",
    constant: "WEBFLOW",
    group: Group::Productivity,
    documentation: "https://developers.webflow.com/data/changelog/webhook-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(WEBFLOW),
    names: &[],
    variants: &[],
};
