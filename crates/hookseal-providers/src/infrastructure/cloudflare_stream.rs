//! Cloudflare Stream.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Cloudflare Stream: `Webhook-Signature: time=<seconds>,sig1=<hex HMAC-SHA256 of
/// {time}.{body}>`.
///
/// Cloudflare asks to discard what is too old without saying how old, so no age is checked
/// by default; set one with `VerifierBuilder::tolerance`. There is no event id: remember
/// the video's `uid` and state. The key is the text of the secret that the API gives on
/// subscribing.
///
/// Source: <https://developers.cloudflare.com/stream/webhooks>
pub const CLOUDFLARE_STREAM: Scheme = Scheme::new(
    "cloudflare_stream",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Webhook-Signature"), "sig1").hex(),
)
.with_timestamp(Timestamp::pair("time", TimestampFormat::Seconds).without_freshness())
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_type(Source::json("/status/state"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "cloudflare_stream",
    name: "Cloudflare Stream",
    constant: "CLOUDFLARE_STREAM",
    group: Group::Infrastructure,
    documentation: "https://developers.cloudflare.com/stream/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CLOUDFLARE_STREAM),
    names: &[],
    variants: &[],
};
