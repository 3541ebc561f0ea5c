//! Sentry.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme, Variant};

/// Sentry's integration platform: `Sentry-Hook-Signature: <hex HMAC-SHA256 of the body>`, or, of
/// requests of UI components, the same in `Sentry-App-Signature` (by `GET` as well).
///
/// `Sentry-Hook-Timestamp` is not signed, so a captured delivery stays valid: remember
/// bodies. `Request-ID` is new for each attempt, so it is not an event's id. The type
/// (`Sentry-Hook-Resource`) is in a header that is not signed either. The samples of the documentation write the parsed body again
/// before they hash it; what is signed is the body as it was sent. The key is the text of
/// the integration's client secret. For UI components alone there is [`SENTRY_APP`].
///
/// Source: <https://docs.sentry.io/organization/integrations/integration-platform/webhooks/>
pub const SENTRY: Scheme = Scheme::new(
    "sentry",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Sentry-Hook-Signature"))
        .hex()
        .with_other_headers(const { &[APP_SIGNATURE] }),
)
.with_methods(const { &[Cow::Borrowed("POST"), Cow::Borrowed("GET")] })
.with_event_type(Source::header("Sentry-Hook-Resource"))
.with_retry_window(Duration::from_secs(15 * 60));

const APP_SIGNATURE: HeaderName = HeaderName::from_static("Sentry-App-Signature");

/// Requests of Sentry's UI components alone (select, alert rule actions, issue links): as
/// [`SENTRY`], in `Sentry-App-Signature`.
///
/// Those without a body are signed, too, and come by `GET`; their query is not signed.
///
/// Source: as [`SENTRY`], and the code of Sentry.
pub const SENTRY_APP: Scheme = SENTRY.with_signature(SignatureField::plain(APP_SIGNATURE).hex());

pub(crate) const PROVIDER: Provider = Provider {
    id: "sentry",
    name: "Sentry",
    constant: "SENTRY",
    group: Group::Infrastructure,
    documentation: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SENTRY),
    names: &["sha256-hex"],
    variants: &[Variant {
        name: "app",
        constant: "SENTRY_APP",
        scheme: ProviderScheme::Data(SENTRY_APP),
    }],
};
