//! GitLab (signing token).

use hookseal_core::{Scheme, Source};

use crate::{Provider, STANDARD_WEBHOOKS};

/// GitLab with a signing token: as [`STANDARD_WEBHOOKS`].
///
/// The token is `whsec_` and the base64 of 32 bytes. Id and timestamp are signed; the
/// type (`X-Gitlab-Event`) stands in a header that is not. GitLab states no tolerance;
/// this is that of Standard Webhooks, 5 minutes either way. The older secret token
/// (`X-Gitlab-Token`) is no signature, and is ignored here even if both are sent.
///
/// Source: <https://docs.gitlab.com/user/project/integrations/webhooks/>
pub const GITLAB: Scheme = STANDARD_WEBHOOKS
    .renamed("gitlab")
    .event_type(Source::header("X-Gitlab-Event"));

pub(crate) const PROVIDER: Provider = Provider::new(
    "gitlab",
    "GitLab (signing token)",
    "https://docs.gitlab.com/user/project/integrations/webhooks/",
    "2026-11-21",
    GITLAB,
)
.called(&["signing-token"]);
