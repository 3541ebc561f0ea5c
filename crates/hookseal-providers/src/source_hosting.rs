//! Senders of source code.

mod bitbucket;
mod forgejo;
mod gitea;
mod github;
mod gitlab;
mod gogs;

use crate::Provider;

pub use self::bitbucket::BITBUCKET;
#[cfg(feature = "form")]
pub use self::forgejo::FORGEJO_FORM;
pub use self::forgejo::{FORGEJO, FORGEJO_HUB};
#[cfg(feature = "form")]
pub use self::gitea::GITEA_FORM;
pub use self::gitea::{GITEA, GITEA_HUB};
pub use self::github::GITHUB;
pub use self::gitlab::{GITLAB, GITLAB_TOKEN};
pub use self::gogs::GOGS;
#[cfg(feature = "form")]
pub use self::gogs::GOGS_FORM;

/// The group's senders.
pub(crate) const SOURCE_HOSTING: &[&Provider] = &[
    &bitbucket::PROVIDER,
    &forgejo::PROVIDER,
    &gitea::PROVIDER,
    &github::PROVIDER,
    &gitlab::PROVIDER,
    &gogs::PROVIDER,
];
