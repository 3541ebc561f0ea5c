//! Coinbase Commerce.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Coinbase Commerce: `X-CC-Webhook-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. Id,
/// type and attempt are in the signed body. The key is the text of the webhook's shared
/// secret. Webhooks of the Coinbase Developer Platform are signed in another way
/// (`X-Hook0-Signature`).
///
/// Source: <https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-overview>
pub const COINBASE_COMMERCE: Scheme = Scheme::new(
    "coinbase_commerce",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-CC-Webhook-Signature")).hex(),
)
.with_event_id(Source::json("/event/id"))
.with_event_type(Source::json("/event/type"))
.with_attempt(Source::json("/attempt_number"))
.with_per_attempt(const { &[Source::json("/id"), Source::json("/scheduled_for")] })
.with_retry_window(Duration::from_secs(3 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "coinbase_commerce",
    name: "Coinbase Commerce",
    constant: "COINBASE_COMMERCE",
    group: Group::Payments,
    documentation: "https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-overview",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(COINBASE_COMMERCE),
    names: &[],
    variants: &[],
};
