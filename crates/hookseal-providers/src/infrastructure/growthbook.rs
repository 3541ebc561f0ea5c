//! GrowthBook.

use std::borrow::Cow;
use std::time::Duration;

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// GrowthBook (event webhooks): `X-GrowthBook-Signature: <hex HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed and there is no event id, so a captured delivery stays valid. The
/// method is the one that the webhook is set to.
/// SDK webhooks sign as [`STANDARD_WEBHOOKS`](crate::STANDARD_WEBHOOKS) instead, with
/// the whole text of the secret as the key. The key is the text of the webhook's
/// secret, `ewhk_` included.
///
/// Source: <https://docs.growthbook.io/app/webhooks/event-webhooks>
pub const GROWTHBOOK: Scheme = Scheme::new(
    "growthbook",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-GrowthBook-Signature")).hex(),
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
.with_event_type(Source::json("/event"))
.with_retry_window(Duration::from_secs(15 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "growthbook",
    name: "GrowthBook",
    constant: "GROWTHBOOK",
    group: Group::Infrastructure,
    documentation: "https://docs.growthbook.io/app/webhooks/event-webhooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(GROWTHBOOK),
    names: &[],
    variants: &[],
};
