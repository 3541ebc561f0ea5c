//! Meshes.

use std::borrow::Cow;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme, Variant};

/// Meshes with HMAC-SHA256: `X-Meshes-Signature: <hex HMAC of the body>`.
///
/// Each tenant chooses its own secret, the hash (this or [`MESHES_SHA512`]) and the
/// header's name ([`meshes_with_header`]): use one verifier for each tenant. Deliveries
/// come by `POST`, `PUT` or `PATCH`. A secret that the tenant changes counts from the
/// next delivery on, so keep the old one as well for a while.
///
/// Id and type are those of the wrapped payload (`uuid`, `event`), which is signed;
/// raw payloads have neither.
///
/// The public docs do not specify the header's encoding, nor the place of the signature's
/// timestamp. hookseal assumes hex over the exact body: check it with "Send Test Event".
///
/// Source: <https://meshes.io/docs/integrations/webhooks>
pub const MESHES: Scheme = meshes_with_header(HeaderName::from_static("X-Meshes-Signature"));

/// Meshes with HMAC-SHA512; otherwise as [`MESHES`].
///
/// Source: <https://meshes.io/docs/integrations/webhooks>
pub const MESHES_SHA512: Scheme = MESHES.with_algorithm(Algorithm::HmacSha512);

/// As [`MESHES`], for tenants that have chosen another header.
///
/// ```
/// use hookseal_core::Algorithm;
/// use hookseal_core::scheme::HeaderName;
/// use hookseal_providers::meshes_with_header;
///
/// let scheme = meshes_with_header(HeaderName::new("X-Acme-Signature")?)
///     .with_algorithm(Algorithm::HmacSha512);
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[must_use]
pub const fn meshes_with_header(header: HeaderName) -> Scheme {
    Scheme::new(
        "meshes",
        Algorithm::HmacSha256,
        SignatureField::plain(header).hex(),
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
    .with_event_id(Source::json("/uuid"))
    .with_event_type(Source::json("/event"))
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "meshes",
    name: "Meshes",
    constant: "MESHES",
    group: Group::Infrastructure,
    documentation: "https://meshes.io/docs/integrations/webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(MESHES),
    names: &["sha256"],
    variants: &[Variant {
        name: "sha512",
        constant: "MESHES_SHA512",
        scheme: ProviderScheme::Data(MESHES_SHA512),
    }],
};
