//! Asana.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, JsonIs, Reply, Said};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Asana: `X-Hook-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id. A body holds a list of events, which
/// is empty in a heartbeat. The key is the text of `X-Hook-Secret`, which Asana sends
/// once when the webhook is made; it looks like hex and is not decoded.
///
/// The secret is answered where the app takes it (`VerifierBuilder::offered_secrets`);
/// heartbeats get 200.
///
/// Source: <https://developers.asana.com/docs/webhooks-guide>
pub const ASANA: Scheme = Scheme::new(
    "asana",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Hook-Signature")).hex(),
)
.with_handshakes(
    const {
        &[
            Handshake::unsigned(
                "X-Hook-Secret",
                "POST",
                &[Condition::NoHeader("X-Hook-Signature")],
                Reply::Headers(&[("x-hook-secret", Said::Given(Given::Header("X-Hook-Secret")))]),
            )
            .offering(Given::Header("X-Hook-Secret")),
            Handshake::signed(
                "heartbeat",
                &[Condition::Json("/events", JsonIs::EmptyList)],
                Reply::Empty(200),
            ),
        ]
    },
)
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "asana",
    name: "Asana",
    constant: "ASANA",
    group: Group::Productivity,
    documentation: "https://developers.asana.com/docs/webhooks-guide",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ASANA),
    names: &["sha256-hex", "handshake"],
    variants: &[],
};
