//! ImageKit.

use hookseal_core::scheme::{KeyFormat, Scheme};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// ImageKit: as [`STANDARD_WEBHOOKS`], but the key is the whole text of the secret,
/// `whsec_` included.
///
/// Id and timestamp are signed, and the timestamp is fresh for 5 minutes either way.
/// Endpoints that still get the older `x-ik-signature` are not verified by this.
///
/// Source: <https://imagekit.io/docs/webhooks>
pub const IMAGEKIT: Scheme = STANDARD_WEBHOOKS
    .with_id("imagekit")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16);

pub(crate) const PROVIDER: Provider = Provider {
    id: "imagekit",
    name: "ImageKit",
    constant: "IMAGEKIT",
    group: Group::Infrastructure,
    documentation: "https://imagekit.io/docs/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(IMAGEKIT),
    names: &[],
    variants: &[],
};
