//! Twitch EventSub.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, Reply};
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Twitch EventSub: `Twitch-Eventsub-Message-Signature: sha256=<hex HMAC-SHA256 of
/// {id}{timestamp}{body}>`.
///
/// The id is `Twitch-Eventsub-Message-Id`, the timestamp
/// `Twitch-Eventsub-Message-Timestamp` in RFC 3339, signed as it is written; fresh for 10
/// minutes, as the documentation asks, and one minute ahead. Nothing separates the three, so
/// an id in which a date could begin is refused; then only one cut is left. The type
/// (`Twitch-Eventsub-Subscription-Type`) is in a header that is not signed; the body
/// says it too. The secret is a text of 10 to 100 characters, chosen on subscribing;
/// hookseal asks for 16.
///
/// `webhook_callback_verification` is answered, once its signature has held. A
/// `notification` and a `revocation` are events.
///
/// Source: <https://dev.twitch.tv/docs/eventsub/handling-webhook-events/>
pub const TWITCH: Scheme = Scheme::new(
    "twitch",
    Algorithm::HmacSha256,
    SignatureField::prefixed(
        HeaderName::from_static("Twitch-Eventsub-Message-Signature"),
        "sha256=",
    )
    .hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("Twitch-Eventsub-Message-Timestamp"),
        TimestampFormat::Rfc3339,
    )
    .with_tolerance(Duration::from_secs(600), Duration::from_secs(60)),
)
.with_message(const { &[Part::EventId, Part::Timestamp, Part::Body] })
.with_event_id(Source::header("Twitch-Eventsub-Message-Id"))
.with_event_type(Source::header("Twitch-Eventsub-Subscription-Type"))
.with_handshakes(
    const {
        &[
            // https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request
            Handshake::signed(
                "webhook_callback_verification",
                &[Condition::Header(
                    "Twitch-Eventsub-Message-Type",
                    "webhook_callback_verification",
                )],
                Reply::Text(Given::Json("/challenge")),
            ),
        ]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "twitch",
    name: "Twitch EventSub",
    constant: "TWITCH",
    group: Group::Chat,
    documentation: "https://dev.twitch.tv/docs/eventsub/handling-webhook-events/",
    checked: "2026-11-21",
    feature: Some("dates"),
    scheme: ProviderScheme::Data(TWITCH),
    names: &["sha256-id-ts-body"],
    variants: &[],
};
