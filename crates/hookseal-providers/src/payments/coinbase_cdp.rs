//! Coinbase Developer Platform.

use hookseal_core::{EventFacts, Source, Verifier};

use crate::{CodeScheme, Hook0, Provider, ProviderScheme};

/// Coinbase Developer Platform: as [`HOOK0`](crate::HOOK0), which sends for it.
///
/// Id and type stand in the signed body. The key is the text of the subscription's
/// `metadata.secret`. For Coinbase Commerce see [`COINBASE_COMMERCE`](crate::COINBASE_COMMERCE).
///
/// Source: <https://docs.cdp.coinbase.com/webhooks/verify-signatures>
pub const COINBASE_CDP: Hook0 = Hook0::of(
    "coinbase_cdp",
    EventFacts::new()
        .id(Source::json("/eventId"))
        .event_type(Source::json("/eventType")),
);

pub(crate) const PROVIDER: Provider = Provider::with(
    "coinbase_cdp",
    "Coinbase Developer Platform",
    "https://docs.cdp.coinbase.com/webhooks/verify-signatures",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(COINBASE_CDP),
        || COINBASE_CDP.words(),
    )),
);
