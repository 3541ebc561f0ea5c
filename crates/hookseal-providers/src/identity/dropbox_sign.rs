//! Dropbox Sign.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply, Said};
use hookseal_core::scheme::{MemberPart, SignedMembers, Timestamp, TimestampFormat};

use crate::{CodeScheme, Group, MultipartField, Provider, ProviderScheme};

/// Dropbox Sign, once `HelloSign` (callbacks of accounts and apps): a form with the JSON in its
/// part `json`, where `event.event_hash` is the hex HMAC-SHA256 of `event.event_time` and
/// `event.event_type`.
///
/// **Nothing else of the body is signed**, not even whose signature request it is: anyone who has seen
/// one delivery can send another with the same time and type. Fetch the request again by its id
/// before anything depends on it. The time is in seconds; Dropbox Sign states no age limit, so
/// none is checked by default. The key is the text of the account's primary API key, so anyone who can
/// verify can also call the API: keep it accordingly.
///
/// The handler has to answer 200 with the text `Hello API Event Received`, or Dropbox Sign sends
/// the event again, and a replay guard answers duplicates so; `callback_test`, by which Dropbox Sign tries the URL, is answered so, once
/// its signature has held. It reads the parts as the framework does, since they stay in the body;
/// neither id nor type of the event are read from them.
///
/// Source: <https://developers.hellosign.com/docs/events/walkthrough/>
pub const DROPBOX_SIGN: MultipartField<SignedMembers> = MultipartField::new(EVENT, "json");

const EVENT: SignedMembers = SignedMembers::new(
    "dropbox_sign",
    Algorithm::HmacSha256,
    "/event/event_hash",
    &[
        MemberPart::Member("/event/event_time"),
        MemberPart::Member("/event/event_type"),
    ],
)
.with_timestamp(Timestamp::json("/event/event_time", TimestampFormat::Seconds).without_freshness())
.with_handshakes(
    const {
        &[Handshake::signed(
            "callback_test",
            &[Condition::Json(
                "/event/event_type",
                JsonIs::Text("callback_test"),
            )],
            Reply::Texts(&[Said::Text(RECEIVED)]),
        )]
    },
)
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60))
.with_receipt(RECEIVED);

const RECEIVED: &str = "Hello API Event Received";

pub(crate) const PROVIDER: Provider = Provider {
    id: "dropbox_sign",
    name: "Dropbox Sign",
    constant: "DROPBOX_SIGN",
    group: Group::Identity,
    documentation: "https://developers.hellosign.com/docs/events/walkthrough/",
    checked: "2026-11-30",
    feature: Some("multipart"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| DROPBOX_SIGN)),
    names: &[],
    variants: &[],
};
