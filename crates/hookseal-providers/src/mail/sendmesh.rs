//! SendMesh.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Timestamp, TimestampFormat};

use crate::{Group, Provider, ProviderScheme};

/// SendMesh: `X-SendMesh-Signature: <hex HMAC-SHA256 of {timestamp}.{body}>`.
///
/// The timestamp is `X-SendMesh-Timestamp` in seconds, fresh for 5 minutes either way.
/// The key is the whole text of the secret, `whsec_` included. The page's table of
/// headers speaks of the body alone; its steps and all its samples sign the timestamp
/// too, and so do deliveries.
///
/// Source: <https://sendmesh.co/docs/api>
pub const SENDMESH: Scheme = Scheme::new(
    "sendmesh",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-SendMesh-Signature")).hex(),
)
.with_timestamp(
    Timestamp::header(
        HeaderName::from_static("X-SendMesh-Timestamp"),
        TimestampFormat::Seconds,
    )
    .with_tolerance(Duration::from_secs(300), Duration::from_secs(300)),
)
.with_message(const { &[Part::Timestamp, Part::literal("."), Part::Body] });

pub(crate) const PROVIDER: Provider = Provider {
    id: "sendmesh",
    name: "SendMesh",
    constant: "SENDMESH",
    group: Group::Mail,
    documentation: "https://sendmesh.co/docs/api",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SENDMESH),
    names: &[],
    variants: &[],
};
