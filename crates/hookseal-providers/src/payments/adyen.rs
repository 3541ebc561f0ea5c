//! Adyen.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{Encoding, KeyFormat, MemberPart, SignedMembers, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Adyen's standard webhooks: in each item of the JSON body,
/// `/additionalData/hmacSignature` is the base64 HMAC-SHA256 of eight members, joined by
/// colons.
///
/// **The other members are not signed**, such as `eventDate`, `reason` and the rest of
/// `additionalData`. Adyen sends one item in a body of JSON; several are refused, or what was
/// captured could be sent again with something else. Of the eight, only the merchant's own reference may contain a colon, as Adyen does not escape it.
/// No timestamp is signed: remember `pspReference` and `eventCode` together. The key is the
/// webhook's HMAC key, in hex. For Adyen for Platforms see
/// [`ADYEN_PLATFORM`](crate::ADYEN_PLATFORM).
///
/// Source: <https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures>
pub const ADYEN: SignedMembers = SignedMembers::new(
    "adyen",
    Algorithm::HmacSha256,
    "/additionalData/hmacSignature",
    &[
        MemberPart::Member("/pspReference"),
        MemberPart::Optional("/originalReference"),
        MemberPart::Member("/merchantAccountCode"),
        MemberPart::Free("/merchantReference"),
        MemberPart::Member("/amount/value"),
        MemberPart::Member("/amount/currency"),
        MemberPart::Member("/eventCode"),
        MemberPart::Member("/success"),
    ],
)
.with_separator(":")
.with_items("/notificationItems/*/NotificationRequestItem")
.with_max_items(1)
.with_encoding(Encoding::Base64)
.with_key_format(KeyFormat::Hex)
.with_event_id(Source::json(
    "/notificationItems/0/NotificationRequestItem/pspReference",
))
.shared_event_id()
.with_event_type(Source::json(
    "/notificationItems/0/NotificationRequestItem/eventCode",
))
.with_retry_window(Duration::from_secs(30 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "adyen",
    name: "Adyen",
    constant: "ADYEN",
    group: Group::Payments,
    documentation: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| ADYEN)),
    names: &[],
    variants: &[],
};
