//! Senders of tasks, documents, forms and customers.

use crate::group::senders;

senders! {
    PRODUCTIVITY, Productivity:
    acuity_scheduling => ACUITY_SCHEDULING;
    airtable => AIRTABLE;
    asana => ASANA;
    box_com => BOX;
    calendly => CALENDLY;
    #[cfg(feature = "form")]
    contentful => CONTENTFUL, Contentful, ContentfulCheck;
    dropbox => DROPBOX;
    fathom => FATHOM;
    figma => FIGMA;
    greenhouse => GREENHOUSE;
    hubspot => HUBSPOT;
    jira => JIRA;
    kontent_ai => KONTENT_AI;
    linear => LINEAR;
    microsoft_graph => MICROSOFT_GRAPH;
    notion => NOTION;
    sanity => SANITY;
    trello => TRELLO;
    typeform => TYPEFORM;
    webflow => WEBFLOW;
    zendesk => ZENDESK;
}
