//! Dropbox.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Dropbox: `X-Dropbox-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id; the body only says which accounts
/// have news, so the next news of an account looks the same, and a replay guard lets it
/// through. The key is the text of the app's secret, which Dropbox makes 15 characters long, so
/// no more are asked for.
///
/// `GET` with `challenge` is answered with it.
///
/// Source: <https://www.dropbox.com/developers/reference/webhooks>
pub const DROPBOX: Scheme = Scheme::new(
    "dropbox",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Dropbox-Signature")).hex(),
)
.with_min_key_bytes(15)
.look_alike()
.with_handshakes(
    const {
        &[Handshake::unsigned(
            "challenge",
            "GET",
            &[],
            Reply::Text(Given::Query("challenge")),
        )]
    },
)
.with_retry_window(Duration::from_secs(10 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "dropbox",
    name: "Dropbox",
    constant: "DROPBOX",
    group: Group::Productivity,
    documentation: "https://www.dropbox.com/developers/reference/webhooks",
    checked: "2026-11-21",
    feature: Some("form"),
    scheme: ProviderScheme::Data(DROPBOX),
    names: &["sha256-hex"],
    variants: &[],
};
