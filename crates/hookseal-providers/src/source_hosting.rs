//! Senders of source code.

use crate::group::senders;

senders! {
    SOURCE_HOSTING, SourceHosting:
    bitbucket => BITBUCKET;
    forgejo => FORGEJO, FORGEJO_HUB;
    gitea => GITEA, GITEA_HUB;
    github => GITHUB;
    gitlab => GITLAB, GITLAB_TOKEN;
    gogs => GOGS;
}
