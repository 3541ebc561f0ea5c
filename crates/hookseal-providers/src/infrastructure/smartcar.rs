//! Smartcar.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, JsonIs, Reply, Said};
use hookseal_core::scheme::{Encoding, HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Smartcar: `SC-Signature: <hex HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// library for Node.js parses the body and prints it again before it signs; what is
/// signed is the body as it was sent. `VERIFY` is answered where it is signed, as all
/// deliveries are: without a signature it would have any text signed. The key is the
/// text of the application management token, so anyone who can verify can also call the API.
///
/// Source: <https://smartcar.com/docs/integrations/webhooks/payload-verification>
pub const SMARTCAR: Scheme = Scheme::new(
    "smartcar",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("SC-Signature")).hex(),
)
.signs_with_api_keys()
.with_event_id(Source::json("/eventId"))
.with_event_type(Source::json("/eventType"))
.with_handshakes(
    const {
        &[
            // https://smartcar.com/docs/integrations/webhooks/callback-verification
            Handshake::signed(
                "VERIFY",
                &[Condition::Json("/eventType", JsonIs::Text("VERIFY"))],
                Reply::Json(&[(
                    "challenge",
                    Said::Hmac {
                        of: Given::Json("/data/challenge"),
                        prefix: "",
                        encoding: Encoding::Hex,
                    },
                )]),
            ),
        ]
    },
)
.with_retry_window(Duration::from_secs(3 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "smartcar",
    name: "Smartcar",
    constant: "SMARTCAR",
    group: Group::Infrastructure,
    documentation: "https://smartcar.com/docs/integrations/webhooks/payload-verification",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SMARTCAR),
    names: &[],
    variants: &[],
};
