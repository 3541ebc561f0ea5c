//! Senders of tasks, documents, forms and customers.

mod acuity_scheduling;
mod airtable;
mod asana;
#[cfg(feature = "dates")]
mod box_com;
mod cal_com;
mod calendly;
mod clickup;
#[cfg(feature = "form")]
mod contentful;
mod cronofy;
#[cfg(feature = "form")]
mod dropbox;
mod dub;
mod fathom;
mod figma;
mod formbricks;
mod frappe;
mod ghost;
mod greenhouse;
mod hubspot;
mod jira;
mod kontent_ai;
mod linear;
#[cfg(feature = "form")]
mod microsoft_graph;
mod notion;
mod outline;
mod plain;
mod plane;
mod sanity;
#[cfg(feature = "sha1")]
mod taiga;
mod todoist;
#[cfg(feature = "sha1")]
mod trello;
mod typeform;
mod webflow;
#[cfg(feature = "dates")]
mod zendesk;

use crate::Provider;

pub use self::acuity_scheduling::ACUITY_SCHEDULING;
pub use self::airtable::AIRTABLE;
pub use self::asana::ASANA;
#[cfg(feature = "dates")]
pub use self::box_com::BOX;
pub use self::cal_com::CAL_COM;
pub use self::calendly::CALENDLY;
pub use self::clickup::CLICKUP;
#[cfg(feature = "form")]
pub use self::contentful::{CONTENTFUL, Contentful};
pub use self::cronofy::CRONOFY;
#[cfg(feature = "form")]
pub use self::dropbox::DROPBOX;
pub use self::dub::DUB;
pub use self::fathom::FATHOM;
pub use self::figma::FIGMA;
pub use self::formbricks::FORMBRICKS;
pub use self::frappe::FRAPPE;
pub use self::ghost::GHOST;
pub use self::greenhouse::GREENHOUSE;
pub use self::hubspot::HUBSPOT;
pub use self::jira::JIRA;
pub use self::kontent_ai::KONTENT_AI;
pub use self::linear::LINEAR;
#[cfg(feature = "form")]
pub use self::microsoft_graph::MICROSOFT_GRAPH;
pub use self::notion::NOTION;
pub use self::outline::OUTLINE;
pub use self::plain::PLAIN;
pub use self::plane::PLANE;
pub use self::sanity::SANITY;
#[cfg(feature = "sha1")]
pub use self::taiga::TAIGA;
pub use self::todoist::TODOIST;
#[cfg(feature = "sha1")]
pub use self::trello::TRELLO;
pub use self::typeform::TYPEFORM;
pub use self::webflow::WEBFLOW;
#[cfg(feature = "dates")]
pub use self::zendesk::ZENDESK;

/// The group's senders.
pub(crate) const PRODUCTIVITY: &[&Provider] = &[
    &acuity_scheduling::PROVIDER,
    &airtable::PROVIDER,
    &asana::PROVIDER,
    #[cfg(feature = "dates")]
    &box_com::PROVIDER,
    &cal_com::PROVIDER,
    &calendly::PROVIDER,
    &clickup::PROVIDER,
    #[cfg(feature = "form")]
    &contentful::PROVIDER,
    &cronofy::PROVIDER,
    #[cfg(feature = "form")]
    &dropbox::PROVIDER,
    &dub::PROVIDER,
    &fathom::PROVIDER,
    &figma::PROVIDER,
    &formbricks::PROVIDER,
    &frappe::PROVIDER,
    &ghost::PROVIDER,
    &greenhouse::PROVIDER,
    &hubspot::PROVIDER,
    &jira::PROVIDER,
    &kontent_ai::PROVIDER,
    &linear::PROVIDER,
    #[cfg(feature = "form")]
    &microsoft_graph::PROVIDER,
    &notion::PROVIDER,
    &outline::PROVIDER,
    &plain::PROVIDER,
    &plane::PROVIDER,
    &sanity::PROVIDER,
    #[cfg(feature = "sha1")]
    &taiga::PROVIDER,
    &todoist::PROVIDER,
    #[cfg(feature = "sha1")]
    &trello::PROVIDER,
    &typeform::PROVIDER,
    &webflow::PROVIDER,
    #[cfg(feature = "dates")]
    &zendesk::PROVIDER,
];
