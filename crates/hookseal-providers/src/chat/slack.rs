//! Slack.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, JsonIs, Reply};
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Slack: `X-Slack-Signature: v0=<hex HMAC-SHA256 of v0:{timestamp}:{body}>`.
///
/// The timestamp is `X-Slack-Request-Timestamp` in seconds, fresh for 5 minutes either
/// way. Events, slash commands and interactions are signed alike; id and type are
/// those of the Events API. The secret is the app's signing secret.
///
/// Retried at once, after a minute and after 5 minutes.
/// `url_verification` is answered, once its signature has held.
///
/// Source: <https://docs.slack.dev/authentication/verifying-requests-from-slack>
pub const SLACK: Scheme = Scheme::new(
    "slack",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Slack-Signature"), "v0=").hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Slack-Request-Timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(
    const {
        &[
            Part::literal("v0:"),
            Part::Timestamp,
            Part::literal(":"),
            Part::Body,
        ]
    },
)
.with_event_id(Source::json("/event_id"))
.with_retry_window(Duration::from_secs(24 * 60 * 60))
.with_event_type(Source::json("/event/type"))
.with_attempt(Source::header("X-Slack-Retry-Num"))
.with_handshakes(
    const {
        &[
            // https://docs.slack.dev/reference/events/url_verification
            Handshake::signed(
                "url_verification",
                &[Condition::Json("/type", JsonIs::Text("url_verification"))],
                Reply::Text(Given::Json("/challenge")),
            ),
        ]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "slack",
    name: "Slack",
    constant: "SLACK",
    group: Group::Chat,
    documentation: "https://docs.slack.dev/authentication/verifying-requests-from-slack",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SLACK),
    names: &["v0"],
    variants: &[],
};
