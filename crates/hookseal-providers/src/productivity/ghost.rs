//! Ghost.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Ghost: `X-Ghost-Signature: sha256=<hex HMAC-SHA256 of {body}{t}>, t=<milliseconds>`.
///
/// Ghost states no limit of the age, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The timestamp follows the body with nothing between,
/// so it must have 13 digits: the last 13 of what is signed. Older
/// versions sign the body alone, and are refused. There is no event id, and `site.changed` has
/// the same body each time; as nothing is retried, a replay guard lets each delivery
/// through. The key is the
/// text of the webhook's secret.
///
/// Source: <https://docs.ghost.org/webhooks>
pub const GHOST: Scheme = Scheme::new(
    "ghost",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("X-Ghost-Signature"), "sha256").hex(),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Milliseconds).without_freshness())
.with_message(const { &[Part::Body, Part::Timestamp] })
.with_event_type(Source::json("/event"))
.look_alike();

pub(crate) const PROVIDER: Provider = Provider {
    id: "ghost",
    name: "Ghost",
    constant: "GHOST",
    group: Group::Productivity,
    documentation: "https://docs.ghost.org/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(GHOST),
    names: &[],
    variants: &[],
};
