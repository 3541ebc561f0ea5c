//! Senders of tasks, documents, forms and customers.

use crate::group::senders;

senders! {
    PRODUCTIVITY, Productivity:
    acuity_scheduling => ACUITY_SCHEDULING;
    airtable => AIRTABLE;
    asana => ASANA;
    #[cfg(feature = "dates")]
    box_com => BOX;
    cal_com => CAL_COM;
    calendly => CALENDLY;
    clickup => CLICKUP;
    #[cfg(feature = "form")]
    contentful => CONTENTFUL, Contentful;
    cronofy => CRONOFY;
    #[cfg(feature = "form")]
    dropbox => DROPBOX;
    dub => DUB;
    fathom => FATHOM;
    figma => FIGMA;
    formbricks => FORMBRICKS;
    frappe => FRAPPE;
    ghost => GHOST;
    greenhouse => GREENHOUSE;
    hubspot => HUBSPOT;
    jira => JIRA;
    kontent_ai => KONTENT_AI;
    linear => LINEAR;
    #[cfg(feature = "form")]
    microsoft_graph => MICROSOFT_GRAPH;
    notion => NOTION;
    outline => OUTLINE;
    plain => PLAIN;
    plane => PLANE;
    sanity => SANITY;
    #[cfg(feature = "sha1")]
    taiga => TAIGA;
    todoist => TODOIST;
    #[cfg(feature = "sha1")]
    trello => TRELLO;
    typeform => TYPEFORM;
    webflow => WEBFLOW;
    #[cfg(feature = "dates")]
    zendesk => ZENDESK;
}
