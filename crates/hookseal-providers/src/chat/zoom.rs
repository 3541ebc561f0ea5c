//! Zoom.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::handshake::{Condition, Given, Handshake, JsonIs, Reply, Said};
use hookseal_core::scheme::{
    Encoding, HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Zoom: `x-zm-signature: v0=<hex HMAC-SHA256 of v0:{timestamp}:{body}>`.
///
/// The timestamp is `x-zm-request-timestamp` in seconds. Zoom states no age limit, so
/// none is checked by default; set one with `VerifierBuilder::tolerance`. There is no
/// event id. The key is the text of the app's secret token. Zoom's library and sample
/// hash the parsed body, serialized again; what is signed is the body as it was sent.
/// `endpoint.url_validation` is signed as events are, and is answered.
///
/// Source: <https://developers.zoom.us/docs/api/webhooks/>
pub const ZOOM: Scheme = Scheme::new(
    "zoom",
    Algorithm::HmacSha256,
    SignatureField::prefixed(HeaderName::from_static("x-zm-signature"), "v0=").hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("x-zm-request-timestamp"),
        TimestampFormat::Seconds,
    )
    .without_freshness(),
)
.with_message(
    const {
        &[
            Part::literal("v0:"),
            Part::Timestamp,
            Part::literal(":"),
            Part::Body,
        ]
    },
)
.with_event_type(Source::json("/event"))
.with_handshakes(
    const {
        &[
            // https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
            Handshake::signed(
                "endpoint.url_validation",
                &[Condition::Json(
                    "/event",
                    JsonIs::Text("endpoint.url_validation"),
                )],
                Reply::Json(&[
                    (
                        "plainToken",
                        Said::Given(Given::Json("/payload/plainToken")),
                    ),
                    (
                        "encryptedToken",
                        Said::Hmac {
                            of: Given::Json("/payload/plainToken"),
                            prefix: "",
                            encoding: Encoding::Hex,
                        },
                    ),
                ]),
            ),
        ]
    },
)
.with_retry_window(Duration::from_secs(85 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "zoom",
    name: "Zoom",
    constant: "ZOOM",
    group: Group::Chat,
    documentation: "https://developers.zoom.us/docs/api/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(ZOOM),
    names: &["v0"],
    variants: &[],
};
