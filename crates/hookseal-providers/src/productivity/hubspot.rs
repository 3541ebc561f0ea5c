//! HubSpot.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{Group, Provider, ProviderScheme};

/// HubSpot (signature v3): `X-HubSpot-Signature-v3: <base64 HMAC-SHA256 of
/// {method}{url}{body}{timestamp}>`.
///
/// The timestamp is `X-HubSpot-Request-Timestamp` in milliseconds, of 13 digits, fresh
/// for 5 minutes and one ahead. The URL is the public one, so the app says its base
/// (`VerifierBuilder::public_url`). Nothing separates the parts, so the body must begin as
/// JSON does or be empty, and the URL must have no `{` and no `[`. HubSpot decodes twelve
/// percent-escapes of the URL before it signs, in either case: of `:/?@!$'()*,;`. So a URL is
/// signed up to whether these are escaped: let no route depend on that. Its libraries sign the
/// URL that they are given.
///
/// UI extensions and CRM cards call the app by `GET`, `PUT`, `PATCH` and `DELETE` as well.
///
/// The key is the text of the app's client secret. The older
/// `X-HubSpot-Signature` (v1, v2) is ignored. A body has up to 100 events; id and type are
/// those of the first. Each has the number of the attempt, `attemptNumber`.
///
/// Source: <https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation>
pub const HUBSPOT: Scheme = Scheme::new(
    "hubspot",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-HubSpot-Signature-v3")).base64(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-HubSpot-Request-Timestamp"),
        TimestampFormat::Milliseconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(60)),
)
.with_message(
    const {
        &[
            Part::Method,
            Part::UrlDecoding(":/?@!$'()*,;"),
            Part::Body,
            Part::Timestamp,
        ]
    },
)
.json_bodies()
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
.with_event_id(Source::json("/0/eventId"))
.shared_event_id()
.with_event_type(Source::json("/0/subscriptionType"))
.with_per_attempt(const { &[Source::json("/*/attemptNumber")] })
.with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "hubspot",
    name: "HubSpot",
    constant: "HUBSPOT",
    group: Group::Productivity,
    documentation: "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(HUBSPOT),
    names: &["v3"],
    variants: &[],
};
