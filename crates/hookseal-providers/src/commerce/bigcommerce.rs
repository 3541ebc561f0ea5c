//! BigCommerce.

use std::time::Duration;

use hookseal_core::scheme::{KeyFormat, Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// BigCommerce: as [`STANDARD_WEBHOOKS`], but the key is the text of the app's client
/// secret.
///
/// The documentation encodes the secret in base64 before it hands it to the library of
/// Standard Webhooks, which decodes it again. Id and timestamp are signed, and the
/// timestamp is fresh for 5 minutes either way. The type is `scope` of the body. Headers
/// such as `X-BC-Signature`, of which some guides speak, occur nowhere in the
/// documentation.
///
/// Source: <https://developer.bigcommerce.com/docs/integrations/webhooks>
pub const BIGCOMMERCE: Scheme = STANDARD_WEBHOOKS
    .with_id("bigcommerce")
    .with_key_format(KeyFormat::Utf8)
    .with_min_key_bytes(16)
    .with_event_type(Source::json("/scope"))
    .with_retry_window(Duration::from_secs(2 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "bigcommerce",
    name: "BigCommerce",
    constant: "BIGCOMMERCE",
    group: Group::Commerce,
    documentation: "https://developer.bigcommerce.com/docs/integrations/webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(BIGCOMMERCE),
    names: &["standard-webhooks-raw-secret"],
    variants: &[],
};
