//! Senders of source code.

use crate::group::senders;

senders! {
    SOURCE_HOSTING, SourceHosting:
    bitbucket => BITBUCKET;
    forgejo => FORGEJO;
    gitea => GITEA;
    github => GITHUB;
    gitlab => GITLAB;
}
