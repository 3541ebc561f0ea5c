//! Sanity.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// Sanity: `sanity-webhook-signature: t=<milliseconds>,v1=<base64url HMAC-SHA256 of
/// {t}.{body}>`, without padding.
///
/// Sanity states no age limit, so none is checked by default; set one with
/// `VerifierBuilder::tolerance`. The id (`idempotency-key`) and the type
/// (`sanity-operation`) are in headers that are not signed. The body is what the webhook's
/// projection makes of a document, the same after each change if it leaves out what has
/// changed, so a replay guard lets each delivery through. The key is the text of the
/// webhook's secret. The method is the one that the webhook is set to; all have a body.
///
/// Source: <https://www.sanity.io/docs/webhooks>
pub const SANITY: Scheme = Scheme::new(
    "sanity",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("sanity-webhook-signature"), "v1").base64url(),
)
.with_timestamp(Timestamp::pair("t", TimestampFormat::Milliseconds).without_freshness())
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] })
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("GET"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("PATCH"),
            Cow::Borrowed("DELETE"),
        ]
    },
)
.with_event_id(Source::header("idempotency-key"))
.with_event_type(Source::header("sanity-operation"))
.look_alike()
.with_retry_window(Duration::from_secs(2 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sanity",
    name: "Sanity",
    constant: "SANITY",
    group: Group::Productivity,
    documentation: "https://www.sanity.io/docs/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(SANITY),
    names: &["t-v1-ms-base64url"],
    variants: &[],
};
