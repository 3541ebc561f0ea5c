//! Retell AI.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Retell AI: `x-retell-signature: v=<milliseconds>,d=<hex HMAC-SHA256 of {body}{v}>`.
///
/// Fresh for 5 minutes either way. The timestamp follows the body with nothing between,
/// so it must have 13 digits: the last 13 of what is signed. The key is
/// the text of the API key that has the webhook badge, so anyone who can verify can also call
/// the API: keep it accordingly. The id is that of the call, of which there are several
/// events.
///
/// Source: <https://docs.retellai.com/features/secure-webhook>
pub const RETELL: Scheme = Scheme::new(
    "retell",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("x-retell-signature"), "d").hex(),
)
.with_timestamp(
    Timestamp::pair("v", TimestampFormat::Milliseconds)
        .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Body, Part::Timestamp] })
.signs_with_api_keys()
.with_event_id(Source::json("/call/call_id"))
.shared_event_id()
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "retell",
    name: "Retell AI",
    constant: "RETELL",
    group: Group::Chat,
    documentation: "https://docs.retellai.com/features/secure-webhook",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(RETELL),
    names: &[],
    variants: &[],
};
