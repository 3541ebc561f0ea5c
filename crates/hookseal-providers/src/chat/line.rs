//! LINE.

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// LINE Messaging API: `x-line-signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head. A body holds a list of events, each with its own
/// `webhookEventId` to remember; the "Verify" button sends an empty list, which gets 200.
/// A redelivery is marked in each event's `deliveryContext`, and is otherwise the same.
/// The key is the text of the channel's secret.
///
/// Source: <https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/>
pub const LINE: Scheme = Scheme::new(
    "line",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-line-signature")).base64(),
)
.with_per_attempt(const { &[Source::json("/events/*/deliveryContext/isRedelivery")] })
.with_handshakes(
    const {
        &[Handshake::signed(
            "Verify",
            &[Condition::Json("/events", JsonIs::EmptyList)],
            Reply::Empty(200),
        )]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "line",
    name: "LINE",
    constant: "LINE",
    group: Group::Chat,
    documentation: "https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LINE),
    names: &["sha256-base64"],
    variants: &[],
};
