//! Handshakes that belong to no one sender.

use hookseal_core::handshake::{Given, Handshake, Reply, Said};

/// The abuse protection of CloudEvents' web hooks: `OPTIONS` with
/// `WebHook-Request-Origin`, whose origin is then allowed to send as often as it likes.
///
/// It says that deliveries are wanted here. Whether they are believed, their signature
/// decides. For senders such as Azure Event Grid's CloudEvents schema, in addition to whatever
/// signs them: `Verifier::builder(…).handshake(CLOUDEVENTS_OPTIONS)`.
///
/// Source: <https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md>,
/// section 4
pub const CLOUDEVENTS_OPTIONS: Handshake = Handshake::unsigned(
    "WebHook-Request-Origin",
    "OPTIONS",
    &[],
    Reply::Headers(&[
        ("allow", Said::Text("POST")),
        (
            "webhook-allowed-origin",
            Said::Given(Given::Header("WebHook-Request-Origin")),
        ),
        ("webhook-allowed-rate", Said::Text("*")),
    ]),
);
