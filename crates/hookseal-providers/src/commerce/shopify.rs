//! Shopify.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme, Variant};

/// Shopify: `X-Shopify-Hmac-Sha256: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids.
/// Id and topic are in headers that are not signed. One change of an order can come
/// under several topics, each time with the same body, so a replay guard tells deliveries
/// apart by body and topic. The secret is the app's client
/// secret; after a rotation Shopify signs with the old one for up to an hour. Retried 8
/// times within 4 hours.
///
/// Source: <https://shopify.dev/docs/apps/build/webhooks/subscribe/https>
pub const SHOPIFY: Scheme = Scheme::new(
    "shopify",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Shopify-Hmac-Sha256")).base64(),
)
.with_event_id(Source::header("X-Shopify-Webhook-Id"))
.with_event_type(Source::header("X-Shopify-Topic"))
.type_tells_apart()
.with_retry_window(Duration::from_secs(4 * 60 * 60));

/// Shopify's newer Events deliveries: the same signature in `shopify-hmac-sha256`.
///
/// Source: as [`SHOPIFY`], and the npm package `@shopify/shopify-api` 13.
pub const SHOPIFY_EVENTS: Scheme = Scheme::new(
    "shopify",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("shopify-hmac-sha256")).base64(),
)
.with_event_id(Source::header("shopify-webhook-id"))
.with_event_type(Source::header("shopify-topic"))
.type_tells_apart()
.with_retry_window(Duration::from_secs(4 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "shopify",
    name: "Shopify",
    constant: "SHOPIFY",
    group: Group::Commerce,
    documentation: "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SHOPIFY),
    names: &["webhooks"],
    variants: &[Variant {
        name: "events",
        constant: "SHOPIFY_EVENTS",
        scheme: ProviderScheme::Data(SHOPIFY_EVENTS),
    }],
};
