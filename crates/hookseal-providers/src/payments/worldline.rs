//! Worldline Connect.

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Worldline Connect: `X-GCS-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the webhooks' secret, the one whose id `X-GCS-KeyId` names; that
/// header is not signed, and ignored.
///
/// The `GET` by which Worldline tries an endpoint is answered with its header
/// `X-GCS-Webhooks-Endpoint-Verification`.
///
/// Source: <https://docs.connect.worldline-solutions.com/documentation/webhooks/event-structure/>
pub const WORLDLINE: Scheme = Scheme::new(
    "worldline",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-GCS-Signature")).base64(),
)
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/type"))
.with_handshakes(
    const {
        &[Handshake::unsigned(
            "X-GCS-Webhooks-Endpoint-Verification",
            "GET",
            &[],
            Reply::Text(Given::Header("X-GCS-Webhooks-Endpoint-Verification")),
        )]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "worldline",
    name: "Worldline Connect",
    constant: "WORLDLINE",
    group: Group::Payments,
    documentation: "https://docs.connect.worldline-solutions.com/documentation/webhooks/event-structure/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(WORLDLINE),
    names: &[],
    variants: &[],
};
