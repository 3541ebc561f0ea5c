//! Netlify.

use hookseal_core::Algorithm;
use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::{HeaderName, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Netlify's deploy notifications: a JSON Web Token in `X-Webhook-Signature`, signed by HS256,
/// whose claim `sha256` is the hexadecimal SHA-256 of the body, and `iss` is `netlify`.
///
/// The header is there only if the notification has a "JWS secret token"; the text of that is
/// the key. Tokens have no time, so a captured delivery stays valid. The event's type is the
/// header `X-Netlify-Event`, which is not signed; `id` in the body is the deploy's, of which
/// there are several events, so it is not an event's id.
///
/// Source: <https://docs.netlify.com/deploy/deploy-notifications/#payload-signature>
#[must_use]
pub fn netlify() -> JsonWebToken {
    JsonWebToken::new(
        "netlify",
        Algorithm::HmacSha256,
        HeaderName::from_static("X-Webhook-Signature"),
    )
    .with_issuer("netlify")
    .with_body_sha256("sha256")
    .with_event_type(Source::header("X-Netlify-Event"))
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "netlify",
    name: "Netlify",
    constant: "netlify()",
    group: Group::Infrastructure,
    documentation: "https://docs.netlify.com/deploy/deploy-notifications/#payload-signature",
    checked: "2026-11-21",
    feature: Some("jwt"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| netlify()).with_words(|words| {
        words
            .with_signature("X-Webhook-Signature: <JWT, HS256>")
            .with_message("{header}.{claims: iss, sha256 of the body}")
    })),
    names: &[],
    variants: &[],
};
