//! Outline.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Outline: `Outline-Signature: t=<milliseconds>,s=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Outline states no limit of the age, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The key is the whole text of the webhook's signing
/// secret.
///
/// Source: <https://github.com/outline/outline>
pub const OUTLINE: Scheme = Scheme::new(
    "outline",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Outline-Signature"), "s").hex(),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Milliseconds).without_freshness())
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "outline",
    name: "Outline",
    constant: "OUTLINE",
    group: Group::Productivity,
    documentation: "https://github.com/outline/outline",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(OUTLINE),
    names: &[],
    variants: &[],
};
