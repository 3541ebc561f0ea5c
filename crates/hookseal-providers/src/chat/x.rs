//! X (Twitter).

use std::time::Duration;

use hookseal_core::Algorithm;
#[cfg(feature = "form")]
use hookseal_core::handshake::{Given, Handshake, Reply, Said};
#[cfg(feature = "form")]
use hookseal_core::scheme::Encoding;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// X, once Twitter (webhooks of the account activity and filtered stream APIs):
/// `x-twitter-webhooks-signature: sha256=<base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id and type
/// are those of the X Activity API, and not there in the account activity API's. The key is the text of the app's consumer secret.
///
/// X also asks, by `GET` with `crc_token`, for the HMAC of that token by the same key, and
/// ends webhooks that do not answer: see `X_CRC` (feature `form`).
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
)
.with_event_id(Source::json("/data/event_uuid"))
.with_event_type(Source::json("/data/event_type"))
.with_retry_window(Duration::from_secs(24 * 60 * 60));

/// X's challenge, the CRC: `{"response_token":"sha256=<base64 HMAC-SHA256 of crc_token>"}`.
///
/// Anybody can ask for it, and what is answered is signed as a delivery would be. Only words
/// of letters, digits and the signs of base64 are answered, of which no JSON object and no
/// list consists, and a delivery whose body is such a word is refused. Since there is no way
/// to answer X and nobody else, it is for the app to ask for:
///
/// ```
/// use hookseal_core::{Secret, Verifier};
/// use hookseal_providers::{X, X_CRC};
///
/// let verifier = Verifier::builder(X)
///     .key(Secret::new("e6f2b9d04c1a7735")?)
///     .handshake(X_CRC)
///     .build()?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
///
/// Source: <https://docs.x.com/x-api/webhooks/quickstart>
#[cfg(feature = "form")]
pub const X_CRC: Handshake = Handshake::unsigned(
    "crc_token",
    "GET",
    &[],
    Reply::Json(&[(
        "response_token",
        Said::Hmac {
            of: Given::Query("crc_token"),
            prefix: "sha256=",
            encoding: Encoding::Base64,
        },
    )]),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "x",
    name: "X (Twitter)",
    constant: "X",
    group: Group::Chat,
    documentation: "https://docs.x.com/x-api/webhooks/quickstart",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(X),
    names: &[],
    variants: &[],
};
