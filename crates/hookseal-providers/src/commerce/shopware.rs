//! Shopware.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Shopware (apps): `shopware-shop-signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// key is the text of the shop's secret, which the registration of the app has agreed
/// on; each shop has its own. Requests by `GET` sign their query instead, which this is
/// not for.
///
/// Source: <https://developer.shopware.com/docs/guides/plugins/apps/webhook.html>
pub const SHOPWARE: Scheme = Scheme::new(
    "shopware",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("shopware-shop-signature")).hex(),
)
.with_event_id(Source::json("/source/eventId"))
.with_event_type(Source::json("/data/event"))
.with_per_attempt(const { &[Source::json("/timestamp")] })
.with_retry_window(Duration::from_secs(60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "shopware",
    name: "Shopware",
    constant: "SHOPWARE",
    group: Group::Commerce,
    documentation: "https://developer.shopware.com/docs/guides/plugins/apps/webhook.html",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SHOPWARE),
    names: &[],
    variants: &[],
};
