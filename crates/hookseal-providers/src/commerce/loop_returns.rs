//! Loop Returns.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// Loop Returns: `X-Loop-Signature: <base64 HMAC-SHA256 of the body>`.
///
/// No timestamp is signed in the head. The key is the text of the webhook's secret. The
/// samples of the documentation hash the body as it was sent.
///
/// Source: <https://docs.loopreturns.com/webhook-reference/validation>
pub const LOOP_RETURNS: Scheme = Scheme::new(
    "loop_returns",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Loop-Signature")).base64(),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "loop_returns",
    name: "Loop Returns",
    constant: "LOOP_RETURNS",
    group: Group::Commerce,
    documentation: "https://docs.loopreturns.com/webhook-reference/validation",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(LOOP_RETURNS),
    names: &[],
    variants: &[],
};
