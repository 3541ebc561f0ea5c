//! Modern Treasury.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Modern Treasury: `X-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The id
/// (`X-Webhook-ID`, in some examples `X-Event-ID`) is in a header that is not signed, as do `X-Topic` and
/// `X-Live-Mode`; the type is that of the signed body. The key is the text of the
/// webhook's key. Other senders use a header of the same name.
///
/// Source: <https://github.com/Modern-Treasury/modern-treasury-node>
pub const MODERN_TREASURY: Scheme = Scheme::new(
    "modern_treasury",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.with_event_id(Source::header("X-Webhook-ID"))
.with_other_names(
    const {
        &[(
            HeaderName::from_static("X-Webhook-ID"),
            HeaderName::from_static("X-Event-ID"),
        )]
    },
)
.with_event_type(Source::json("/event"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "modern_treasury",
    name: "Modern Treasury",
    constant: "MODERN_TREASURY",
    group: Group::Payments,
    documentation: "https://github.com/Modern-Treasury/modern-treasury-node",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(MODERN_TREASURY),
    names: &[],
    variants: &[],
};
