//! Coinbase Developer Platform.

use hookseal_core::Verifier;

use crate::{CodeScheme, HOOK0, Hook0, Provider, ProviderScheme};

/// Coinbase Developer Platform: as [`HOOK0`], which sends for it.
///
/// Id and type are those of the headers, which are signed; bodies have them only in part. The
/// key is the text of the subscription's `metadata.secret`. For Coinbase Commerce see
/// [`COINBASE_COMMERCE`](crate::COINBASE_COMMERCE).
///
/// Source: <https://docs.cdp.coinbase.com/webhooks/verify-signatures>
pub const COINBASE_CDP: Hook0 = HOOK0.named("coinbase_cdp");

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
