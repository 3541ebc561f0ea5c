//! Box.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{
    HeaderName, HeaderPerKey, Part, Scheme, SignatureField, Source, Timestamp, TimestampFormat,
};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Box webhooks (v2): `BOX-SIGNATURE-PRIMARY` and `BOX-SIGNATURE-SECONDARY`, each the base64
/// HMAC-SHA256 of the body followed by the text of `BOX-DELIVERY-TIMESTAMP`.
///
/// Give the verifier the primary key first and the secondary second; each is tried for its own
/// header, and one is enough, so each can be changed while the other holds. Only the first
/// may be given. The timestamp is RFC 3339, at most 10 minutes old, and may lie a minute ahead,
/// where Box's library takes no future at all, be a clock one second slow.
/// `BOX-SIGNATURE-ALGORITHM` must be `HmacSHA256`, and `BOX-SIGNATURE-VERSION` must be `1`. The
/// keys are the texts of the application's signature keys.
///
/// Nothing separates body and timestamp, but no date of RFC 3339 is the end of another.
///
/// Source: <https://developer.box.com/guides/webhooks/v2/signatures-v2/>
pub const BOX: HeaderPerKey = HeaderPerKey::new(
    signed_in(HeaderName::from_static("BOX-SIGNATURE-PRIMARY")),
    const {
        &[signed_in(HeaderName::from_static(
            "BOX-SIGNATURE-SECONDARY",
        ))]
    },
);

const fn signed_in(header: HeaderName) -> Scheme {
    Scheme::new(
        "box",
        Algorithm::HmacSha256,
        SignatureField::plain(header).base64(),
    )
    .with_timestamp(
        Timestamp::header(
            HeaderName::from_static("BOX-DELIVERY-TIMESTAMP"),
            TimestampFormat::Rfc3339,
        )
        .with_tolerance(Duration::from_secs(600), Duration::from_secs(60)),
    )
    .with_message(const { &[Part::Body, Part::Timestamp] })
    .with_algorithm_header(
        HeaderName::from_static("BOX-SIGNATURE-ALGORITHM"),
        "HmacSHA256",
    )
    .with_version_header(HeaderName::from_static("BOX-SIGNATURE-VERSION"), "1")
    .with_event_id(Source::json("/id"))
    .with_event_type(Source::json("/trigger"))
    .with_retry_window(Duration::from_secs(2 * 60 * 60))
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "box",
    name: "Box",
    constant: "BOX",
    group: Group::Productivity,
    documentation: "https://developer.box.com/guides/webhooks/v2/signatures-v2/",
    checked: "2026-11-21",
    feature: Some("dates"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| BOX)),
    names: &["v1-primary-secondary"],
    variants: &[],
};
