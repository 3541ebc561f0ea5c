//! SendGrid.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, KeyFormat, Part, Scheme, SignatureField, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// SendGrid's Event Webhook: `X-Twilio-Email-Event-Webhook-Signature: <base64 of a DER ECDSA
/// signature (P-256, SHA-256) of {timestamp}{body}>`.
///
/// The timestamp is `X-Twilio-Email-Event-Webhook-Timestamp` in seconds. Twilio states no age
/// limit, so none is checked by default; set one with `VerifierBuilder::tolerance`. Bodies
/// hold a list of events, each with its own `sg_event_id`, and end with CRLF, which is
/// signed. The key is the webhook's verification key as the dashboard shows it, the base64 of
/// a `SubjectPublicKeyInfo`. Needs the feature `aws-lc`.
///
/// Source: <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features>
pub const SENDGRID: Scheme = Scheme::new(
    "sendgrid",
    Algorithm::EcdsaP256Sha256,
    SignatureField::plain(HeaderName::from_static(
        "X-Twilio-Email-Event-Webhook-Signature",
    ))
    .base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-Twilio-Email-Event-Webhook-Timestamp"),
        TimestampFormat::Seconds,
    )
    .without_freshness(),
)
.with_message(const { &[Part::Timestamp, Part::Body] })
.with_key_format(KeyFormat::Spki)
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sendgrid",
    name: "SendGrid",
    constant: "SENDGRID",
    group: Group::Mail,
    documentation: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features",
    checked: "2026-11-21",
    feature: Some("aws-lc"),
    scheme: ProviderScheme::Data(SENDGRID),
    names: &[],
    variants: &[],
};
