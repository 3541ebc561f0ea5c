//! Supabase Auth Hooks.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, KeyFormat, Part, Scheme, Source};

use crate::{Group, Provider, ProviderScheme, STANDARD_WEBHOOKS};

/// Supabase Auth Hooks: as [`STANDARD_WEBHOOKS`].
///
/// `webhook-id` is signed, but new for each attempt: the id is `/metadata/uuid` of the body.
///
/// The key is the base64 after `v1,whsec_`; where Supabase shows several secrets joined
/// by `|`, give each by itself; its signatures are then in one header, separated by commas. Id
/// and timestamp are signed, and the timestamp is fresh for 5 minutes either way.
///
/// Source: <https://supabase.com/docs/guides/auth/auth-hooks>
pub const SUPABASE_AUTH_HOOKS: Scheme = STANDARD_WEBHOOKS
    .with_id("supabase_auth_hooks")
    .with_key_format(KeyFormat::prefixed_base64("v1,whsec_"))
    .with_message(
        const {
            &[
                Part::Header(HeaderName::from_static("webhook-id")),
                Part::literal("."),
                Part::Timestamp,
                Part::literal("."),
                Part::Body,
            ]
        },
    )
    .with_event_id(Source::json("/metadata/uuid"))
    .with_per_attempt(const { &[Source::header("webhook-id")] })
    .with_retry_window(Duration::from_secs(5));

pub(crate) const PROVIDER: Provider = Provider {
    id: "supabase_auth_hooks",
    name: "Supabase Auth Hooks",
    constant: "SUPABASE_AUTH_HOOKS",
    group: Group::Identity,
    documentation: "https://supabase.com/docs/guides/auth/auth-hooks",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(SUPABASE_AUTH_HOOKS),
    names: &[],
    variants: &[],
};
