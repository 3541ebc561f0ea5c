//! ElevenLabs.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// ElevenLabs: `ElevenLabs-Signature: t=<seconds>,v0=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Fresh for 30 minutes, as in ElevenLabs' library, and one minute ahead. The key is the
/// whole text of the webhook's secret, `wsec_` included. `post_call_audio` has the whole call in
/// base64; verifiers take 32 MiB, which are about 25 minutes.
///
/// Source: <https://elevenlabs.io/docs/eleven-api/resources/webhooks>
pub const ELEVENLABS: Scheme = Scheme::new(
    "elevenlabs",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("ElevenLabs-Signature"), "v0").hex(),
)
.with_timestamp(
    Timestamp::pair("t", TimestampFormat::Seconds)
        .with_tolerance(Duration::from_secs(1800), Duration::from_secs(60)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_greatest_body(32 * 1024 * 1024)
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(45 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "elevenlabs",
    name: "ElevenLabs",
    constant: "ELEVENLABS",
    group: Group::Infrastructure,
    documentation: "https://elevenlabs.io/docs/eleven-api/resources/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(ELEVENLABS),
    names: &[],
    variants: &[],
};
