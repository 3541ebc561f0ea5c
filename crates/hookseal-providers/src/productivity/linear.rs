//! Linear.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// Linear: `Linear-Signature: <hex HMAC-SHA256 of the body>`.
///
/// `Linear-Timestamp` is not signed; the time that is, in milliseconds, is
/// `webhookTimestamp` of the body, and Linear asks to refuse what is older than a minute:
/// the app has to look at it, or remember ids. The id (`Linear-Delivery`) and the type
/// (`Linear-Event`) stand in headers that are not signed. The key is the text of the
/// webhook's signing secret.
///
/// Source: <https://linear.app/developers/webhooks>
pub const LINEAR: Scheme = Scheme::new(
    "linear",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Linear-Signature")).hex(),
)
.event_id(Source::header("Linear-Delivery"))
.event_type(Source::header("Linear-Event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "linear",
    "Linear",
    "https://linear.app/developers/webhooks",
    "2026-11-21",
    LINEAR,
)
.called(&["sha256-hex"]);
