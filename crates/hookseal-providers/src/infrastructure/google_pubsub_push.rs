//! Google Cloud Pub/Sub.

use std::time::Duration;

use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::{EventFacts, HeaderName, Source};
use hookseal_core::{Algorithm, Freshness, Verifier};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Google's public keys: the address for `hookseal_remote_keys::RemoteKeys::jwks`.
pub const GOOGLE_KEYS: &str = "https://www.googleapis.com/oauth2/v3/certs";

/// Google Cloud Pub/Sub, push subscriptions with authentication: an `OpenID` Connect token after
/// `Authorization: Bearer`, signed by RS256.
///
/// **The token covers nothing of the body**: anyone who sees one such request can send any other body
/// with it for as long as the token is valid, up to an hour. Events say so by
/// `BodyCoverage::Nothing`. TLS alone protects what is pushed.
///
/// `audience` is the audience of the subscription, by default the endpoint's URL;
/// `service_account` the address of the account that the subscription signs as. Both have to
/// be configured: Google signs tokens for everybody, for any audience that they choose. Demanded
/// are also `iss`, `email_verified` and `exp`.
///
/// A message has up to 10 MB, and is base64 in the body; verifiers take 14 MiB.
///
/// The event's id is that of the message, and `deliveryAttempt` is there if the subscription
/// has a dead-letter topic. All of it is in the body, so it is not signed. Subscriptions
/// that unwrap the payload have neither. Messages are kept, and tried again, for 7 days
/// unless the subscription says otherwise: up to 31, for which a replay guard needs a
/// `retention`.
///
/// ```ignore
/// use hookseal::providers::{GOOGLE_KEYS, google_pubsub_push};
/// use hookseal::remote_keys::RemoteKeys;
///
/// let scheme = google_pubsub_push(
///     "https://example.com/hooks/pubsub",
///     "push@project.iam.gserviceaccount.com",
/// );
/// let verifier = Verifier::builder(scheme)
///     .resolver(RemoteKeys::jwks(GOOGLE_KEYS)?)
///     .build()?;
/// ```
///
/// Source: <https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions>
#[must_use]
pub fn google_pubsub_push(
    audience: impl Into<String>,
    service_account: impl Into<String>,
) -> JsonWebToken {
    JsonWebToken::new(
        "google_pubsub_push",
        Algorithm::RsaV15Sha256,
        HeaderName::from_static("Authorization"),
    )
    .bearer()
    .with_issuer("https://accounts.google.com")
    .with_issuer("accounts.google.com")
    .with_audience(audience.into())
    .with_claim("email", service_account.into())
    .with_claim("email_verified", true)
    .expires()
    .with_greatest_body(14 * 1024 * 1024)
    .with_facts(
        EventFacts::new()
            .with_id(Source::json("/message/messageId"))
            .with_attempt(Source::json("/deliveryAttempt")),
    )
    .with_retry_window(Duration::from_secs(7 * 24 * 60 * 60))
}

/// From `iat` to `exp`, with the leeway of clocks.
const LIFE: Freshness = Freshness {
    max_age: Duration::from_secs(3_660),
    max_future: Duration::from_secs(60),
};

pub(crate) const PROVIDER: Provider = Provider {
    id: "google_pubsub_push",
    name: "Google Cloud Pub/Sub",
    constant: "google_pubsub_push(audience, email)",
    group: Group::Infrastructure,
    documentation: "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
    checked: "2026-11-30",
    feature: Some("jwt"),
    scheme: ProviderScheme::Code(
        CodeScheme::new(&|| google_pubsub_push("", ""))
            .with_words(|words| {
                words
                    .with_signature("Authorization: Bearer <JWT, RS256>")
                    .with_message("{header}.{claims: iss, aud, email, email_verified, exp}")
                    .with_key("JSON Web Key Set by kid; and the audience and the account's address")
                    .with_timestamp("exp (seconds), an hour after iat", Some(LIFE))
            })
            .with_settings(&["audience", "email"], |values| {
                let one = |name| values(name).into_iter().next().unwrap_or_default();
                Verifier::builder(google_pubsub_push(one("audience"), one("email")))
            }),
    ),
    names: &[],
    variants: &[],
};
