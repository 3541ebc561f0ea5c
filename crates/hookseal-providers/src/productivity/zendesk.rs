//! Zendesk.

use std::borrow::Cow;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Zendesk: `X-Zendesk-Webhook-Signature: <base64 HMAC-SHA256 of {timestamp}{body}>`.
///
/// The timestamp is `X-Zendesk-Webhook-Signature-Timestamp` in RFC 3339, signed as it is
/// written. Nothing separates it from the body, but no date of RFC 3339 is the beginning of
/// another. Zendesk states no age limit, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The id (`X-Zendesk-Webhook-Invocation-Id`) is in a
/// header that is not signed. The key is the text of the webhook's signing secret, which
/// looks like base64 and is not decoded. Deliveries come by the method that the webhook
/// is set to; those by `GET` and `DELETE` have no body. An older page had body and
/// timestamp the other way round. Triggers send a configured body, twice the same if
/// need be, so a replay guard lets each delivery through.
///
/// Source: <https://developer.zendesk.com/documentation/webhooks/verifying/>
pub const ZENDESK: Scheme = Scheme::new(
    "zendesk",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Zendesk-Webhook-Signature")).base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Zendesk-Webhook-Signature-Timestamp"),
        TimestampFormat::Rfc3339,
    )
    .without_freshness(),
)
.with_message(const { &[Part::Timestamp, Part::Body] })
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("GET"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("PATCH"),
            Cow::Borrowed("DELETE"),
        ]
    },
)
.with_event_id(Source::header("X-Zendesk-Webhook-Invocation-Id"))
.with_event_type(Source::json("/type"))
.look_alike();

pub(crate) const PROVIDER: Provider = Provider {
    id: "zendesk",
    name: "Zendesk",
    constant: "ZENDESK",
    group: Group::Productivity,
    documentation: "https://developer.zendesk.com/documentation/webhooks/verifying/",
    checked: "2026-11-21",
    feature: Some("dates"),
    scheme: ProviderScheme::Data(ZENDESK),
    names: &[],
    variants: &[],
};
