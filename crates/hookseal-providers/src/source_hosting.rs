//! Senders of source code.

use crate::group::senders;

senders! {
    SOURCE_HOSTING, SourceHosting:
    bitbucket => BITBUCKET;
    forgejo => FORGEJO, #[cfg(feature = "form")] FORGEJO_FORM, FORGEJO_HUB;
    gitea => GITEA, #[cfg(feature = "form")] GITEA_FORM, GITEA_HUB;
    github => GITHUB;
    gitlab => GITLAB, GITLAB_TOKEN;
    gogs => GOGS, #[cfg(feature = "form")] GOGS_FORM;
}
