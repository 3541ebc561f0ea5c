//! BTCPay Server.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// BTCPay Server: `BTCPay-Sig: sha256=<hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// id is that of the first attempt (`originalDeliveryId`). The key is the text of the
/// webhook's secret.
///
/// Source: <https://docs.btcpayserver.org/Development/GreenFieldExample-NodeJS/>
pub const BTCPAY_SERVER: Scheme = Scheme::new(
    "btcpay_server",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("BTCPay-Sig"), "sha256=").hex(),
)
.with_event_id(Source::json("/originalDeliveryId"))
.with_event_type(Source::json("/type"))
.with_per_attempt(const { &[Source::json("/deliveryId"), Source::json("/isRedelivery")] })
.with_retry_window(Duration::from_secs(2 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "btcpay_server",
    name: "BTCPay Server",
    constant: "BTCPAY_SERVER",
    group: Group::Payments,
    documentation: "https://docs.btcpayserver.org/Development/GreenFieldExample-NodeJS/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(BTCPAY_SERVER),
    names: &[],
    variants: &[],
};
