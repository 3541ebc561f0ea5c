//! DocuSign Connect.

use hookseal_core::{Algorithm, HeaderName, Scheme, SignatureField, Source};

use crate::Provider;

/// DocuSign Connect: `X-DocuSign-Signature-1: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head. Each active key has a header of its own,
/// `X-DocuSign-Signature-1` for the first; for another, give its header with
/// `Scheme::signature`. The key is the text of the Connect HMAC key. The body is JSON or,
/// in older configurations, XML; `retryCount` of the JSON counts the attempts after the first.
///
/// Source: <https://developers.docusign.com/platform/webhooks/connect/hmac/>
pub const DOCUSIGN: Scheme = Scheme::new(
    "docusign",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-DocuSign-Signature-1")).base64(),
)
.event_type(Source::json("/event"))
.attempt(Source::json("/retryCount"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "docusign",
    "DocuSign Connect",
    "https://developers.docusign.com/platform/webhooks/connect/hmac/",
    "2026-11-21",
    DOCUSIGN,
);
