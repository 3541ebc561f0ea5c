//! Klaviyo.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Klaviyo (system webhooks): `Klaviyo-Signature: <hex HMAC-SHA256 of
/// {body}{Klaviyo-Timestamp}>`.
///
/// The timestamp is a date as in HTTP, `Tue, 14 Nov 2023 22:13:20 GMT`, signed as it is
/// written. Nothing separates it from the body; it is the last 29 bytes of what is signed.
/// Klaviyo states no age limit, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The key is the text of the secret that was given when the
/// webhook was made, of 16 characters or more.
///
/// A body may have up to 1,000 events, of several MB; verifiers take 8; id and type are those of the first. `meta.timestamp` is the
/// time of the delivery.
/// `Klaviyo-Webhook-Id` names the webhook and is not signed; `meta.klaviyo_webhook_id` of the
/// body is.
///
/// Source: <https://developers.klaviyo.com/en/docs/working_with_system_webhooks>
pub const KLAVIYO: Scheme = Scheme::new(
    "klaviyo",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Klaviyo-Signature")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("Klaviyo-Timestamp"),
        TimestampFormat::HttpDate,
    )
    .without_freshness(),
)
.with_message(const { &[Part::Body, Part::Timestamp] })
.with_event_id(Source::json("/data/0/external_id"))
.shared_event_id()
.with_greatest_body(8 * 1024 * 1024)
.with_event_type(Source::json("/data/0/topic"))
.with_per_attempt(const { &[Source::json("/meta/timestamp")] })
.with_retry_window(Duration::from_secs(2 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "klaviyo",
    name: "Klaviyo",
    constant: "KLAVIYO",
    group: Group::Mail,
    documentation: "https://developers.klaviyo.com/en/docs/working_with_system_webhooks",
    checked: "2026-11-30",
    feature: Some("dates"),
    scheme: ProviderScheme::Data(KLAVIYO),
    names: &[],
    variants: &[],
};
