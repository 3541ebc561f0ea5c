//! Auth0.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, SharedToken};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Auth0 log streams (custom webhook): the header `Authorization` is the authorization token as
/// it was set.
///
/// **It authenticates no body**, see [`SharedToken`]. The whole value is the token, with
/// `Bearer ` in front if it was set so; without one, nothing authenticates the stream. A
/// request carries several logs.
///
/// Source: <https://auth0.com/docs/customize/log-streams/custom-log-streams>
pub const AUTH0: SharedToken =
    SharedToken::header("auth0", HeaderName::from_static("Authorization"))
        .with_retry_window(Duration::from_secs(7 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "auth0",
    name: "Auth0 log streams",
    constant: "AUTH0",
    group: Group::Identity,
    documentation: "https://auth0.com/docs/customize/log-streams/custom-log-streams",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| AUTH0)),
    names: &[],
    variants: &[],
};
