//! Trello.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Trello: `X-Trello-Webhook: <base64 HMAC-SHA1 of {body}{url}>`.
///
/// The URL is `callbackURL` as it was registered, so the app says its public base URL
/// (`VerifierBuilder::public_url`). Nothing separates it from the body, so the base must
/// not occur again in the URL, such as in its query. No timestamp is signed, so a
/// captured delivery stays valid for its URL. Each webhook of a model gets the same
/// action, so the id may come in several deliveries. The key is the text of
/// the application's OAuth secret, not the API key or a token. The documentation's sample
/// hashes text as binary strings; how bodies beyond ASCII are signed is not confirmed,
/// and here their bytes count.
///
/// The `HEAD` with which Trello tries an endpoint gets 200.
///
/// Source: <https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/>
pub const TRELLO: Scheme = Scheme::new(
    "trello",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-Trello-Webhook")).base64(),
)
.with_message(const { &[Part::Body, Part::Url] })
.with_event_id(Source::json("/action/id"))
.shared_event_id()
.with_event_type(Source::json("/action/type"))
.with_handshakes(const { &[Handshake::unsigned("HEAD", "HEAD", &[], Reply::Empty(200))] })
.with_retry_window(Duration::from_secs(210));

pub(crate) const PROVIDER: Provider = Provider {
    id: "trello",
    name: "Trello",
    constant: "TRELLO",
    group: Group::Productivity,
    documentation: "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",
    checked: "2026-11-21",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(TRELLO),
    names: &["sha1-body-url"],
    variants: &[],
};
