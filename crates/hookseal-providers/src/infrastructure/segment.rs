//! Twilio Segment.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Twilio Segment (webhook destinations): `X-Signature: <hex HMAC-SHA1 of the body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. With
/// batching, Segment signs only the first event of the batch, so such deliveries are
/// refused: leave it off. The method is the one that the mapping is set to. SHA-1 is Segment's choice; as an HMAC it still holds. The key
/// is the text of the shared secret.
///
/// Source: <https://segment.com/docs/connections/destinations/catalog/actions-webhook/>
pub const SEGMENT: Scheme = Scheme::new(
    "segment",
    Algorithm::HmacSha1,
    SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
)
.with_methods(
    const {
        &[
            Cow::Borrowed("POST"),
            Cow::Borrowed("PUT"),
            Cow::Borrowed("PATCH"),
        ]
    },
)
.with_event_id(Source::json("/messageId"))
.with_event_type(Source::json("/type"))
.with_retry_window(Duration::from_secs(4 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "segment",
    name: "Twilio Segment",
    constant: "SEGMENT",
    group: Group::Infrastructure,
    documentation: "https://segment.com/docs/connections/destinations/catalog/actions-webhook/",
    checked: "2026-11-30",
    feature: Some("sha1"),
    scheme: ProviderScheme::Data(SEGMENT),
    names: &[],
    variants: &[],
};
