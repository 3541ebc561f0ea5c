//! Plaid.

use std::time::Duration;

use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::{EventFacts, HeaderName, Source};
use hookseal_core::{Algorithm, Freshness};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Where Plaid's public keys are, to be asked for by `POST` with the client's id and secret:
/// the address for `hookseal_remote_keys::PostedKeys`. The sandbox has its own:
/// `https://sandbox.plaid.com/webhook_verification_key/get`.
pub const PLAID_KEYS: &str = "https://production.plaid.com/webhook_verification_key/get";

/// Plaid: a JSON Web Token in `Plaid-Verification`, signed by ES256, whose claim
/// `request_body_sha256` is the hexadecimal SHA-256 of the body.
///
/// `iat` may be 300 s old, as Plaid says, and 60 s ahead. The token's `kid` names the key,
/// which Plaid returns for the client's id and secret:
///
/// ```ignore
/// use hookseal::providers::{PLAID_KEYS, plaid};
/// use hookseal::remote_keys::{PostedKeys, RemoteKeys};
///
/// let keys = PostedKeys::new(PLAID_KEYS, "key_id")?
///     .field("client_id", client_id)
///     .field("secret", secret);
/// let verifier = Verifier::builder(plaid())
///     .resolver(RemoteKeys::builder(keys).build()?)
///     .build()?;
/// ```
///
/// or any `KeyResolver` that asks Plaid's own client. Deliveries have no id; their type is
/// `webhook_code`, which is to be read together with `webhook_type`. That an item has news
/// again is said with the same body, so a replay guard lets each delivery through.
///
/// Source: <https://plaid.com/docs/api/webhooks/webhook-verification/>
#[must_use]
pub fn plaid() -> JsonWebToken {
    JsonWebToken::new(
        "plaid",
        Algorithm::EcdsaP256Sha256,
        HeaderName::from_static("Plaid-Verification"),
    )
    .with_freshness(FRESHNESS)
    .with_body_sha256("request_body_sha256")
    .with_facts(
        EventFacts::new()
            .with_event_type(Source::json("/webhook_code"))
            .look_alike(),
    )
    .with_retry_window(Duration::from_secs(24 * 60 * 60))
}

const FRESHNESS: Freshness = Freshness {
    max_age: Duration::from_secs(300),
    max_future: Duration::from_secs(60),
};

pub(crate) const PROVIDER: Provider = Provider {
    id: "plaid",
    name: "Plaid",
    constant: "plaid()",
    group: Group::Payments,
    documentation: "https://plaid.com/docs/api/webhooks/webhook-verification/",
    checked: "2026-11-21",
    feature: Some("jwt"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| plaid()).with_words(|words| {
        words
            .with_signature("Plaid-Verification: <JWT, ES256>")
            .with_message("{header}.{claims: iat, request_body_sha256}")
            .with_key("asked for at Plaid by kid")
            .with_timestamp("iat (seconds)", Some(FRESHNESS))
    })),
    names: &[],
    variants: &[],
};
