//! Crisp.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Crisp (plugin hooks): `X-Crisp-Signature: <hex HMAC-SHA256 of
/// [{X-Crisp-Request-Timestamp};{body}]>`.
///
/// The timestamp is signed as text and its age is not checked, since no page that could
/// be read states its unit. Crisp's library parses the body and prints it again before
/// it signs; hookseal signs what came, which is the same where the body has no blanks
/// between its parts. There is no event id. The key is the text of the plugin's signing
/// secret.
///
/// Source: <https://docs.crisp.chat/references/web-hooks/v1/>
pub const CRISP: Scheme = Scheme::new(
    "crisp",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Crisp-Signature")).hex(),
)
.with_message(
    const {
        &[
            Part::literal("["),
            Part::Header(HeaderName::from_static("X-Crisp-Request-Timestamp")),
            Part::literal(";"),
            Part::Body,
            Part::literal("]"),
        ]
    },
)
.with_per_attempt(const { &[Source::header("X-Crisp-Request-Timestamp")] })
.with_event_type(Source::json("/event"))
.with_attempt(Source::header("X-Delivery-Attempt-Count"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "crisp",
    name: "Crisp",
    constant: "CRISP",
    group: Group::Chat,
    documentation: "https://docs.crisp.chat/references/web-hooks/v1/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(CRISP),
    names: &[],
    variants: &[],
};
