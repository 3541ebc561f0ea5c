//! CircleCI.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// CircleCI: `circleci-signature: v1=<hex HMAC-SHA256 of the body>`, a list in which
/// other versions may follow.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id and
/// type are in the signed body; `circleci-event-type` repeats the type unsigned. The
/// key is the text of the webhook's secret.
///
/// Source: <https://circleci.com/docs/guides/integration/outbound-webhooks/>
pub const CIRCLECI: Scheme = Scheme::new(
    "circleci",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("circleci-signature"), "v1").hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "circleci",
    name: "CircleCI",
    constant: "CIRCLECI",
    group: Group::Infrastructure,
    documentation: "https://circleci.com/docs/guides/integration/outbound-webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CIRCLECI),
    names: &[],
    variants: &[],
};
