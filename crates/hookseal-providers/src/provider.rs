//! What the catalogue says of a sender beside its scheme.

use std::fmt;

use hookseal_core::Scheme;

/// A sender in the catalogue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The id in events and logs, such as `github`.
    pub id: &'static str,
    /// The name as the sender spells it.
    pub name: &'static str,
    /// Its field.
    pub group: Group,
    /// The page on which the sender says how it signs.
    pub documentation: &'static str,
    /// The day on which the scheme was last compared with what the sender says, as
    /// `2026-11-21`.
    pub checked: &'static str,
    /// Its usual scheme; some senders have others beside it.
    pub scheme: Scheme,
}

impl Provider {
    /// A sender; its file's folder says the group.
    pub(crate) const fn new(
        id: &'static str,
        name: &'static str,
        documentation: &'static str,
        checked: &'static str,
        scheme: Scheme,
    ) -> Self {
        Self {
            id,
            name,
            group: Group::Standards,
            documentation,
            checked,
            scheme,
        }
    }

    pub(crate) const fn in_group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    /// What keeps a captured delivery from being sent again.
    #[must_use]
    pub fn replay(&self) -> Replay {
        let words = self.scheme.words();
        match (words.timestamp, words.tolerance) {
            (None, _) => Replay::NothingSigned,
            (Some(_), None) => Replay::SignedNotJudged,
            (Some(_), Some(_)) => Replay::Judged,
        }
    }
}

/// What protects from a delivery that is captured and sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Replay {
    /// A signed timestamp, judged by default; within its tolerance, only the app's memory
    /// of event ids.
    Judged,
    /// The timestamp is signed, but the sender states no limit, so none is judged unless
    /// the app sets one with `VerifierBuilder::tolerance`.
    SignedNotJudged,
    /// No timestamp is signed in the head: only the app's memory of event ids protects.
    NothingSigned,
}

/// A sender's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// Chat, telephony, meetings, streams.
    Chat,
    /// Shops and what ships their goods.
    Commerce,
    /// Users, identities, signatures of people.
    Identity,
    /// Hosting, builds, monitoring, models.
    Infrastructure,
    /// Mail and campaigns.
    Mail,
    /// Payments, banking, accounting.
    Payments,
    /// Tasks, documents, forms, customers.
    Productivity,
    /// Source code.
    SourceHosting,
    /// Schemes that many senders share.
    Standards,
}

/// The name as a heading.
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chat => "Chat",
            Self::Commerce => "Commerce",
            Self::Identity => "Identity",
            Self::Infrastructure => "Infrastructure",
            Self::Mail => "Mail",
            Self::Payments => "Payments",
            Self::Productivity => "Productivity",
            Self::SourceHosting => "Source hosting",
            Self::Standards => "Standards",
        })
    }
}
