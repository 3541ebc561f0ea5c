//! Senders of tasks, documents, forms and customers.

use crate::group::senders;

senders! {
    PRODUCTIVITY, Productivity:
    acuity_scheduling => ACUITY_SCHEDULING;
    airtable => AIRTABLE;
    asana => ASANA;
    box_com => BOX;
    cal_com => CAL_COM;
    calendly => CALENDLY;
    clickup => CLICKUP;
    #[cfg(feature = "form")]
    contentful => CONTENTFUL, Contentful, ContentfulCheck;
    cronofy => CRONOFY;
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
    microsoft_graph => MICROSOFT_GRAPH;
    notion => NOTION;
    outline => OUTLINE;
    plain => PLAIN;
    plane => PLANE;
    sanity => SANITY;
    taiga => TAIGA;
    todoist => TODOIST;
    trello => TRELLO;
    typeform => TYPEFORM;
    webflow => WEBFLOW;
    zendesk => ZENDESK;
}
