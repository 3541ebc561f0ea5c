//! Brevo.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, RetryStatus, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Brevo: `Authorization: Bearer <token>`, with the token that was set on making the webhook.
///
/// **It authenticates no body**, see [`SharedToken`]. For a webhook with user and password, or with
/// headers of your own, write a [`SharedToken`] of your own.
///
/// Brevo tries again only where it got 429 or no answer. So refusals that ask it to retry
/// are 429 ([`RetryStatus`]); answer failures with 429 as well.
///
/// Source: <https://developers.brevo.com/docs/username-and-password-authentication>
pub const BREVO: SharedToken =
    SharedToken::prefixed_header("brevo", HeaderName::from_static("Authorization"), "Bearer ")
        .with_event_type(Source::json("/event"))
        .with_retry_window(Duration::from_secs(670 * 60))
        .with_retry_status(RetryStatus::TooManyRequests);

pub(crate) const PROVIDER: Provider = Provider {
    id: "brevo",
    name: "Brevo",
    constant: "BREVO",
    group: Group::Mail,
    documentation: "https://developers.brevo.com/docs/username-and-password-authentication",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| BREVO)),
    names: &[],
    variants: &[],
};
