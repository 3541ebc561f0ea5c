//! WooCommerce.

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// WooCommerce: `X-WC-Webhook-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid. The id
/// (`X-WC-Webhook-Delivery-ID`) is that of all deliveries of a webhook within one second, and
/// the type (`X-WC-Webhook-Topic`) is not signed either, though bodies of several topics are
/// the same: a replay guard tells deliveries apart by both. Nothing is retried. The key is the text of the webhook's
/// secret; WooCommerce stores `&`, `<`, `>` and quotes escaped but signs with the plain
/// text. One that it has made itself can begin or end with a blank, which `Secret::from_bytes`
/// takes. A shop's own filters can change the hash.
///
/// The unsigned form with which WooCommerce tries an endpoint gets 200; nothing reads it.
///
/// Source: <https://woocommerce.com/document/webhooks/>
pub const WOOCOMMERCE: Scheme = Scheme::new(
    "woocommerce",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-WC-Webhook-Signature")).base64(),
)
.with_event_id(Source::header("X-WC-Webhook-Delivery-ID"))
.shared_event_id()
.with_event_type(Source::header("X-WC-Webhook-Topic"))
.type_tells_apart()
.with_handshakes(
    const {
        &[
            // `deliver_ping` of WooCommerce's class-wc-webhook.php
            Handshake::unsigned(
                "ping",
                "POST",
                &[
                    Condition::MediaType("application/x-www-form-urlencoded"),
                    Condition::NoHeader("X-WC-Webhook-Signature"),
                    Condition::NoHeader("X-WC-Webhook-Topic"),
                ],
                Reply::Empty(200),
            ),
        ]
    },
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "woocommerce",
    name: "WooCommerce",
    constant: "WOOCOMMERCE",
    group: Group::Commerce,
    documentation: "https://woocommerce.com/document/webhooks/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(WOOCOMMERCE),
    names: &["sha256-base64", "ping"],
    variants: &[],
};
