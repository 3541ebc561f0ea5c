//! Flutterwave.

use std::time::Duration;

use hookseal_core::{HeaderName, SharedToken, Source, Verifier};

use crate::{CodeScheme, Provider, ProviderScheme};

/// Flutterwave (v3): the header `verif-hash` is the secret hash of the dashboard.
///
/// **It authenticates no body**, see [`SharedToken`]. Flutterwave asks to fetch the transaction
/// again before giving value for it. The newer `flutterwave-signature` is not read: copies
/// of its documentation differ.
///
/// Source: <https://developer.flutterwave.com/v3.0.0/docs/webhooks>
pub const FLUTTERWAVE: SharedToken =
    SharedToken::header("flutterwave", HeaderName::from_static("verif-hash"))
        .event_type(Source::json("/event"))
        .retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider::with(
    "flutterwave",
    "Flutterwave",
    "https://developer.flutterwave.com/v3.0.0/docs/webhooks",
    "2026-11-21",
    ProviderScheme::Code(CodeScheme::new(
        || Verifier::builder(FLUTTERWAVE),
        || FLUTTERWAVE.words(),
    )),
);
