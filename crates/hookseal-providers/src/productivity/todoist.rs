//! Todoist.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Todoist: `X-Todoist-Hmac-SHA256: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// id (`X-Todoist-Delivery-ID`) is in a header that is not signed. The key is the
/// text of the app's client secret.
///
/// Source: <https://developer.todoist.com/api/v1/>
pub const TODOIST: Scheme = Scheme::new(
    "todoist",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Todoist-Hmac-SHA256")).base64(),
)
.with_event_id(Source::header("X-Todoist-Delivery-ID"))
.with_event_type(Source::json("/event_name"))
.with_retry_window(Duration::from_secs(45 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "todoist",
    name: "Todoist",
    constant: "TODOIST",
    group: Group::Productivity,
    documentation: "https://developer.todoist.com/api/v1/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(TODOIST),
    names: &[],
    variants: &[],
};
