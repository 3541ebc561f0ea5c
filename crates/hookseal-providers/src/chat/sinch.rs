//! Sinch (Conversation API).

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Sinch (Conversation API): `x-sinch-webhook-signature: <base64 HMAC-SHA256 of
/// {body}.{nonce}.{timestamp}>`.
///
/// Nonce and timestamp (seconds) are in `x-sinch-webhook-signature-nonce` and
/// `x-sinch-webhook-signature-timestamp`. Sinch states no limit of the age, so none is
/// checked by default; set one with `VerifierBuilder::tolerance`.
/// `x-sinch-webhook-signature-algorithm` must be `HmacSHA256`: Sinch's library does not
/// look at it. The body comes first and may contain dots, so accept nothing but JSON
/// objects. The key is the text of the webhook's secret.
///
/// Source: <https://developers.sinch.com/docs/conversation/callbacks>
pub const SINCH: Scheme = Scheme::new(
    "sinch",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-sinch-webhook-signature")).base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("x-sinch-webhook-signature-timestamp"),
        TimestampFormat::Seconds,
    )
    .without_freshness(),
)
.with_message(
    const {
        &[
            Part::Body,
            Part::literal("."),
            Part::Header(HeaderName::from_static("x-sinch-webhook-signature-nonce")),
            Part::literal("."),
            Part::Timestamp,
        ]
    },
)
.with_per_attempt(const { &[Source::header("x-sinch-webhook-signature-nonce")] })
.with_algorithm_header(
    HeaderName::from_static("x-sinch-webhook-signature-algorithm"),
    "HmacSHA256",
)
.with_retry_window(Duration::from_secs(81_920));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sinch",
    name: "Sinch (Conversation API)",
    constant: "SINCH",
    group: Group::Chat,
    documentation: "https://developers.sinch.com/docs/conversation/callbacks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SINCH),
    names: &[],
    variants: &[],
};
