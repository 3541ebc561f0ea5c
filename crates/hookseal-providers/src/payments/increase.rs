//! Increase.

use hookseal_core::scheme::{KeyFormat, Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Increase: as [`STANDARD_WEBHOOKS`], but the key is the whole text of the
/// subscription's shared secret.
///
/// Id and timestamp are signed, and the timestamp is fresh for 5 minutes either way.
/// Increase's library for Python accepts a configured secret as it is, too,
/// and decodes one that is passed by hand; its Node.js library never does. The older
/// `Increase-Webhook-Signature` is ignored.
///
/// Source: <https://increase.com/documentation/webhooks>
pub const INCREASE: Scheme = STANDARD_WEBHOOKS
    .with_id("increase")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16)
    .with_event_type(Source::json("/category"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "increase",
    name: "Increase",
    constant: "INCREASE",
    group: Group::Payments,
    documentation: "https://increase.com/documentation/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(INCREASE),
    names: &[],
    variants: &[],
};
