//! Livepeer Studio.

use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Part, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// Livepeer Studio: `Livepeer-Signature: t=<time>,v1=<hex HMAC-SHA256 of the body>`.
///
/// The time in the header is not signed, but is in the signed body (`timestamp`)
/// once more, new for each attempt; hookseal does not read it, so a captured delivery stays
/// valid: remember event ids. The key is the text of the webhook's shared secret.
///
/// Source: <https://docs.livepeer.org/developers/guides/setup-and-listen-to-webhooks>
pub const LIVEPEER: Scheme = Scheme::new(
    "livepeer",
    Algorithm::HmacSha256,
    SignatureField::pairs(HeaderName::from_static("Livepeer-Signature"), "v1").hex(),
)
.with_message(const { &[Part::Body] })
.with_event_id(Source::json("/id"))
.with_event_type(Source::json("/event"))
.with_per_attempt(const { &[Source::json("/timestamp")] })
.with_retry_window(Duration::from_secs(25 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "livepeer",
    name: "Livepeer Studio",
    constant: "LIVEPEER",
    group: Group::Infrastructure,
    documentation: "https://docs.livepeer.org/developers/guides/setup-and-listen-to-webhooks",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LIVEPEER),
    names: &[],
    variants: &[],
};
