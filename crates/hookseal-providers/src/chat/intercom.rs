//! Intercom.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Intercom: `X-Hub-Signature: sha1=<hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id,
/// type and the number of attempts are in the signed body. Intercom offers nothing but
/// SHA-1, which as an HMAC still holds. It tries twice, a minute apart. The key is the text of the app's client secret.
///
/// The `HEAD` with which Intercom tries an endpoint gets 200.
///
/// Source: <https://developers.intercom.com/docs/webhooks/webhook-notifications>
pub const INTERCOM: Scheme = Scheme::new(
    "intercom",
    Algorithm::HmacSha1,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature"), "sha1=").hex(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/topic"))
.with_attempt(Source::json("/delivery_attempts"))
.with_per_attempt(
    const {
        &[
            Source::json("/delivery_status"),
            Source::json("/delivered_at"),
        ]
    },
)
.with_retry_window(Duration::from_secs(60))
.with_handshakes(const { &[Handshake::unsigned("HEAD", "HEAD", &[], Reply::Empty(200))] });

pub(crate) const PROVIDER: Provider = Provider {
    id: "intercom",
    name: "Intercom",
    constant: "INTERCOM",
    group: Group::Chat,
    documentation: "https://developers.intercom.com/docs/webhooks/webhook-notifications",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(INTERCOM),
    names: &["sha1-hub"],
    variants: &[],
};
