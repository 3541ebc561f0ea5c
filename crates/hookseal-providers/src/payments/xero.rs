//! Xero.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Handshake, JsonIs, Reply};
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Xero: `x-xero-signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed and there is no event id. A body holds a list of events. The
/// key is the text of the webhook's key, which looks like base64 and is not decoded.
/// Xero's "intent to receive" sends rightly and wrongly signed bodies without events and
/// expects 200 and 401, both without a body, which is what they get. No answer may have a cookie:
/// let nothing around the verifier set one.
///
/// Source: <https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/>
pub const XERO: Scheme = Scheme::new(
    "xero",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("x-xero-signature")).base64(),
)
.with_handshakes(
    const {
        &[
            Handshake::signed("intent to receive", &[NO_EVENTS], Reply::Empty(200)),
            Handshake::unproven(
                "intent to receive, wrongly signed",
                &[NO_EVENTS],
                Reply::Empty(401),
            ),
        ]
    },
)
.with_retry_window(Duration::from_secs(24 * 60 * 60));

const NO_EVENTS: Condition = Condition::Json("/events", JsonIs::EmptyList);

pub(crate) const PROVIDER: Provider = Provider {
    id: "xero",
    name: "Xero",
    constant: "XERO",
    group: Group::Payments,
    documentation: "https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(XERO),
    names: &[],
    variants: &[],
};
