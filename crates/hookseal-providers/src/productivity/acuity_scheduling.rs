//! Acuity Scheduling.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Acuity Scheduling: `X-Acuity-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// The body is a form (`action`, `id`, `calendarID`, `appointmentTypeID`), not JSON. The next
/// change of an appointment has the same, so a replay guard lets each delivery through. The
/// key is the text of the account's API key, so anyone who can verify can also call the
/// API.
///
/// Source: <https://developers.acuityscheduling.com/docs/webhooks>
pub const ACUITY_SCHEDULING: Scheme = Scheme::new(
    "acuity_scheduling",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Acuity-Signature")).base64(),
)
.signs_with_api_keys()
.look_alike()
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "acuity_scheduling",
    name: "Acuity Scheduling",
    constant: "ACUITY_SCHEDULING",
    group: Group::Productivity,
    documentation: "https://developers.acuityscheduling.com/docs/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ACUITY_SCHEDULING),
    names: &[],
    variants: &[],
};
