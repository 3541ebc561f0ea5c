//! Meta (Facebook, Instagram, WhatsApp).

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Meta's webhooks, of Facebook, Instagram, Messenger and WhatsApp alike:
/// `X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id: remember the ids of messages in the
/// body. Meta signs the body as it sends it, with characters beyond ASCII escaped; that
/// matters only to receivers that write it again. The key is the text of the app's secret. The older
/// `X-Hub-Signature` (SHA-1) is ignored.
///
/// Retried for 36 hours, and for 7 days where it is WhatsApp's. A body may have several changes,
/// and up to 3 MB; verifiers take as much.
/// `GET` with `hub.challenge` is answered where it brings the token that the app has
/// chosen (`VerifierBuilder::handshake_token`); otherwise it gets 401, where Meta's sample
/// says 403: anything but 200 is a no.
///
/// Source: <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>,
/// <https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks>
pub const META: Scheme = Scheme::new(
    "meta",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("X-Hub-Signature-256"), "sha256=").hex(),
)
.with_event_type(Source::json("/object"))
.with_handshakes(
    const {
        &[Handshake::unsigned(
            "hub.challenge",
            "GET",
            &[
                Condition::Query("hub.mode", "subscribe"),
                Condition::Token("hub.verify_token"),
            ],
            Reply::Text(Given::Query("hub.challenge")),
        )]
    },
)
.with_retry_window(Duration::from_secs(7 * 24 * 60 * 60))
.with_greatest_body(3 * 1024 * 1024);

pub(crate) const PROVIDER: Provider = Provider {
    id: "meta",
    name: "Meta (Facebook, Instagram, WhatsApp)",
    constant: "META",
    group: Group::Chat,
    documentation: "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
    checked: "2026-11-21",
    feature: Some("form"),
    scheme: ProviderScheme::Data(META),
    names: &["sha256-hub", "sha1-legacy"],
    variants: &[],
};
