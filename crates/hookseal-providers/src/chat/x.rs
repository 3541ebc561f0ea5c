//! X (Twitter).

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField};

use crate::Provider;

/// X, once Twitter (webhooks of the account activity and filtered stream APIs):
/// `x-twitter-webhooks-signature: sha256=<base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid.
/// The key is the text of the app's consumer secret.
///
/// X also asks, by `GET` with `crc_token`, for the HMAC of that token by the same key,
/// in the same form. Who answers anybody signs whatever anybody asks for, deliveries
/// too; so hookseal does not. Answer only tokens that cannot be a body, such as those
/// of 64 letters, digits, `-` and `_` at most.
///
/// Source: <https://docs.x.com/x-api/webhooks/quickstart>
pub const X: Scheme = Scheme::new(
    "x",
    Algorithm::HmacSha256,
    SignatureField::prefixed(
        HeaderName::from_static("x-twitter-webhooks-signature"),
        "sha256=",
    )
    .base64(),
);

pub(crate) const PROVIDER: Provider = Provider::new(
    "x",
    "X (Twitter)",
    "https://docs.x.com/x-api/webhooks/quickstart",
    "2026-11-21",
    X,
);
