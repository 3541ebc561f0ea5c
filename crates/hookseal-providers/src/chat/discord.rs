//! Discord.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply, Said};
use hookseal_core::scheme::{
    HeaderName, KeyFormat, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Discord interactions and event webhooks: `X-Signature-Ed25519: <hex Ed25519 signature
/// of {timestamp}{body}>`.
///
/// The timestamp is `X-Signature-Timestamp` in seconds. Discord states no age limit,
/// so none is checked by default; set one with `VerifierBuilder::tolerance`. The key is
/// the application's public key, in hex. Discord sends wrong signatures on purpose
/// and expects 401, which is what it gets.
///
/// Both kinds of PING are answered, once their signature has held.
///
/// Source: <https://docs.discord.com/developers/interactions/overview>
pub const DISCORD: Scheme = Scheme::new(
    "discord",
    Algorithm::Ed25519,
    SignatureField::plain(HeaderName::from_static("X-Signature-Ed25519")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Signature-Timestamp"),
        TimestampFormat::Seconds,
    )
    .without_freshness(),
)
.with_message(const { &[Part::Timestamp, Part::Body] })
.with_key_format(KeyFormat::Hex)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_handshakes(
    const {
        &[
            // https://docs.discord.com/developers/interactions/overview: of interactions, which
            // have an id, PING is type 1.
            Handshake::signed(
                "PING",
                &[
                    Condition::Json("/type", JsonIs::Number(1)),
                    Condition::Json("/id", JsonIs::Present),
                    Condition::Json("/token", JsonIs::Present),
                ],
                Reply::Json(&[("type", Said::Number(1))]),
            ),
            // https://docs.discord.com/developers/events/webhook-events: of event webhooks, 0.
            Handshake::signed(
                "event webhook PING",
                &[Condition::Json("/type", JsonIs::Number(0))],
                Reply::Empty(204),
            ),
        ]
    },
)
.with_retry_window(Duration::from_secs(10 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "discord",
    name: "Discord",
    constant: "DISCORD",
    group: Group::Chat,
    documentation: "https://docs.discord.com/developers/interactions/overview",
    checked: "2026-11-21",
    feature: Some("ed25519"),
    scheme: ProviderScheme::Data(DISCORD),
    names: &["ed25519"],
    variants: &[],
};
