//! Mux.

use hookseal_core::{
    Algorithm, HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::Provider;

/// Mux: `Mux-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of {t}.{body}>`.
///
/// Mux asks to judge the age without saying how great it may be, so none is judged by
/// default; set one with `VerifierBuilder::tolerance`. The key is the text of the
/// endpoint's signing secret.
///
/// Source: <https://www.mux.com/docs/core/verify-webhook-signatures>
pub const MUX: Scheme = Scheme::new(
    "mux",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Mux-Signature"), "v1").hex(),
)
.timestamp(Timestamp::pair("t", TimestampFormat::Seconds).without_freshness())
.message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.event_id(Source::json("/id"))
.event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "mux",
    "Mux",
    "https://www.mux.com/docs/core/verify-webhook-signatures",
    "2026-11-21",
    MUX,
);
