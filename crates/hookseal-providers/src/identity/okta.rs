//! Okta.

use std::time::Duration;

use hookseal_core::handshake::{Given, Handshake, Reply, Said};
use hookseal_core::scheme::{HeaderName, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Okta event hooks: the header `Authorization` is the authentication secret as it was set.
///
/// **It authenticates no body**, see [`SharedToken`]. The whole value is the token: for
/// HTTP Basic, which Okta suggests, it is `Basic ` and the base64 of `user:password`. Where
/// another authentication field was chosen, write a [`SharedToken`] of your own. One call
/// can carry several events; the type is that of the first. `GET` with
/// `X-Okta-Verification-Challenge`, by which Okta tries an endpoint once, is answered with it.
///
/// Source: <https://developer.okta.com/docs/guides/hooks-best-practices>
pub const OKTA: SharedToken = SharedToken::header("okta", HeaderName::from_static("Authorization"))
    .with_event_id(Source::json("/eventId"))
    .with_event_type(Source::json("/data/events/0/eventType"))
    .with_handshakes(
        const {
            &[Handshake::unsigned(
                "X-Okta-Verification-Challenge",
                "GET",
                &[],
                Reply::Json(&[(
                    "verification",
                    Said::Given(Given::Header("X-Okta-Verification-Challenge")),
                )]),
            )]
        },
    )
    .with_retry_window(Duration::from_secs(60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "okta",
    name: "Okta event hooks",
    constant: "OKTA",
    group: Group::Identity,
    documentation: "https://developer.okta.com/docs/guides/hooks-best-practices",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| OKTA)),
    names: &[],
    variants: &[],
};
