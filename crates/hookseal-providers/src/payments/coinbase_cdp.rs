//! Coinbase Developer Platform.

use crate::{CodeScheme, Group, HOOK0, Hook0, Provider, ProviderScheme};

/// Coinbase Developer Platform: as [`HOOK0`], which sends for it.
///
/// Id and type are those of the headers, which are signed; bodies have them only in part. The
/// key is the text of the subscription's `metadata.secret`. For Coinbase Commerce see
/// [`COINBASE_COMMERCE`](crate::COINBASE_COMMERCE).
///
/// Source: <https://docs.cdp.coinbase.com/webhooks/verify-signatures>
pub const COINBASE_CDP: Hook0 = HOOK0.with_id("coinbase_cdp");

pub(crate) const PROVIDER: Provider = Provider {
    id: "coinbase_cdp",
    name: "Coinbase Developer Platform",
    constant: "COINBASE_CDP",
    group: Group::Payments,
    documentation: "https://docs.cdp.coinbase.com/webhooks/verify-signatures",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| COINBASE_CDP)),
    names: &[],
    variants: &[],
};
