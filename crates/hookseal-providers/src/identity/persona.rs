//! Persona.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, SignatureGroups, Source, Timestamp, TimestampFormat,
};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Persona: `Persona-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// While a secret is changed there are two groups, separated by a blank, one for each secret.
/// Persona states no age limit, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The key is the text of the webhook's secret, with its
/// beginning `wbhsec_`.
///
/// Source: <https://docs.withpersona.com/docs/webhooks-best-practices>
pub const PERSONA: SignatureGroups = SignatureGroups::new(
    Scheme::new(
        "persona",
        Algorithm::HmacSha256,
        SignatureField::pairs(HeaderName::from_static("Persona-Signature"), "v1").hex(),
    )
    .with_timestamp(Timestamp::pair("t", TimestampFormat::Seconds).without_freshness())
    .with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
    .with_event_id(Source::json("/data/id"))
    .with_event_type(Source::json("/data/attributes/name")),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "persona",
    name: "Persona",
    constant: "PERSONA",
    group: Group::Identity,
    documentation: "https://docs.withpersona.com/docs/webhooks-best-practices",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| PERSONA)),
    names: &[],
    variants: &[],
};
