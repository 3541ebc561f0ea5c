//! Microsoft Graph.

use std::time::Duration;

use hookseal_core::handshake::{Given, Handshake, Reply};
use hookseal_core::scheme::SharedToken;

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Microsoft Graph change notifications: each element of `/value` has the `clientState` that was
/// given on subscribing.
///
/// **It authenticates no body**, see [`SharedToken`]. It has at most 255 characters. What comes
/// together may be of several subscriptions: each element must have one of the states that are
/// given as keys, and the event names the key of the first. Notifications
/// with resource data bring JSON Web Tokens as well, which are not read. A notification says
/// what has changed, not how often, so a replay guard lets each through. The `POST` with
/// `validationToken`, by which Graph tries an endpoint, is answered with it.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/changenotification>
pub const MICROSOFT_GRAPH: SharedToken =
    SharedToken::member("microsoft_graph", "/value/*/clientState")
        .look_alike()
        .with_handshakes(
            const {
                &[Handshake::unsigned(
                    "validationToken",
                    "POST",
                    &[],
                    Reply::Text(Given::Query("validationToken")),
                )]
            },
        )
        .with_retry_window(Duration::from_secs(4 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "microsoft_graph",
    name: "Microsoft Graph",
    constant: "MICROSOFT_GRAPH",
    group: Group::Productivity,
    documentation: "https://learn.microsoft.com/en-us/graph/api/resources/changenotification",
    checked: "2026-11-30",
    feature: Some("form"),
    scheme: ProviderScheme::Code(CodeScheme::new(&|| MICROSOFT_GRAPH)),
    names: &[],
    variants: &[],
};
