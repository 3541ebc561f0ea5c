//! GitLab.

use std::time::Duration;

use hookseal_core::scheme::{HeaderName, Scheme, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme, STANDARD_WEBHOOKS, Variant};

/// GitLab with a signing token: as [`STANDARD_WEBHOOKS`].
///
/// The token is `whsec_` and the base64 of 32 bytes. Id and timestamp are signed; the
/// type (`X-Gitlab-Event`) is in a header that is not. GitLab states no tolerance;
/// this is that of Standard Webhooks, 5 minutes either way. The older secret token
/// (`X-Gitlab-Token`) is not a signature, and is ignored here even if both are sent: see
/// [`GITLAB_TOKEN`]. Bodies have up to 25 MiB; verifiers take as much.
///
/// Source: <https://docs.gitlab.com/user/project/integrations/webhooks/>
pub const GITLAB: Scheme = STANDARD_WEBHOOKS
    .with_id("gitlab")
    .with_greatest_body(25 * 1024 * 1024)
    .with_event_type(Source::header("X-Gitlab-Event"));

/// GitLab with a secret token: the header `X-Gitlab-Token` is the token.
///
/// **It authenticates no body**, see [`SharedToken`]. Take the signing token, [`GITLAB`], where
/// GitLab has it. `Idempotency-Key` is the same for every attempt. Nothing is retried unless
/// it is sent again by hand, within two days.
///
/// Source: <https://docs.gitlab.com/user/project/integrations/webhooks/>
pub const GITLAB_TOKEN: SharedToken =
    SharedToken::header("gitlab", HeaderName::from_static("X-Gitlab-Token"))
        .with_greatest_body(25 * 1024 * 1024)
        .with_event_id(Source::header("Idempotency-Key"))
        .with_event_type(Source::header("X-Gitlab-Event"))
        .with_retry_window(Duration::from_secs(2 * 24 * 60 * 60));

pub(crate) const PROVIDER: Provider = Provider {
    id: "gitlab",
    name: "GitLab",
    constant: "GITLAB",
    group: Group::SourceHosting,
    documentation: "https://docs.gitlab.com/user/project/integrations/webhooks/",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Data(GITLAB),
    names: &["signing-token"],
    variants: &[Variant {
        name: "token",
        constant: "GITLAB_TOKEN",
        scheme: ProviderScheme::Code(CodeScheme::new(&|| GITLAB_TOKEN)),
    }],
};
