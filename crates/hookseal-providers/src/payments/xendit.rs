//! Xendit.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Xendit: the header `x-callback-token` is the verification token of the account.
///
/// **It authenticates no body**, see [`SharedToken`]. All webhooks of an account have the same
/// token. The type is in the body of most products.
///
/// Source: <https://help.xendit.co/hc/en-us/articles/360038072991-How-to-validate-if-the-webhook-is-sent-from-Xendit>
pub const XENDIT: SharedToken =
    SharedToken::header("xendit", HeaderName::from_static("x-callback-token"))
        .with_event_type(Source::json("/event"))
        .with_retry_window(Duration::from_secs(24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "xendit",
    name: "Xendit",
    constant: "XENDIT",
    group: Group::Payments,
    documentation: "https://help.xendit.co/hc/en-us/articles/360038072991-How-to-validate-if-the-webhook-is-sent-from-Xendit",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| XENDIT)),
    names: &[],
    variants: &[],
};
