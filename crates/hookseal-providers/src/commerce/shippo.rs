//! Shippo.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Shippo, where its HMAC is turned on: `Shippo-Auth-Signature: t=<seconds>,v1=<hex
/// HMAC-SHA256 of {t}.{body}>`.
///
/// Shippo states no age limit, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The secret comes from Shippo's support on request; until
/// then deliveries are not signed.
///
/// Source: <https://docs.goshippo.com/tracking/webhook-security>
pub const SHIPPO: Scheme = Scheme::new(
    "shippo",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Shippo-Auth-Signature"), "v1").hex(),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds).without_freshness())
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "shippo",
    name: "Shippo",
    constant: "SHIPPO",
    group: Group::Commerce,
    documentation: "https://docs.goshippo.com/tracking/webhook-security",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SHIPPO),
    names: &[],
    variants: &[],
};
