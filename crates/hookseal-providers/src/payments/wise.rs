//! Wise.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Wise: `X-Signature-SHA256: <base64 of an RSA signature (PKCS #1 v1.5, SHA-256) of the body>`.
///
/// No timestamp is signed in the head: remember `X-Delivery-Id`, which is not signed either.
/// `sent_at` of the body is the time of sending, not of the event. The older
/// `X-Signature` (SHA-1) is ignored. The key is the public key that Wise publishes for its
/// environment, as PEM or its base64. Needs the feature `aws-lc`.
///
/// Source: <https://docs.wise.com/guides/developer/webhooks/event-handling>
pub const WISE: Scheme = Scheme::new(
    "wise",
    Algorithm::RsaV15Sha256,
    SignatureField::plain(HeaderName::from_static("X-Signature-SHA256")).base64(),
)
.with_key_format(KeyFormat::Spki)
.with_event_id(Source::header("X-Delivery-Id"))
.with_event_type(Source::json("/event_type"))
.with_per_attempt(const { &[Source::json("/sent_at")] })
.with_retry_window(Duration::from_secs(16 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "wise",
    name: "Wise",
    constant: "WISE",
    group: Group::Payments,
    documentation: "https://docs.wise.com/guides/developer/webhooks/event-handling",
    checked: "2026-11-21",
    feature: Some("aws-lc"),
    scheme: ProviderScheme::Data(WISE),
    names: &[],
    variants: &[],
};
