//! Senders of tasks, documents, forms and customers.

use crate::group::senders;

senders! {
    PRODUCTIVITY, Productivity:
    airtable => AIRTABLE;
    asana => ASANA;
    calendly => CALENDLY;
    dropbox => DROPBOX;
    figma => FIGMA;
    greenhouse => GREENHOUSE;
    hubspot => HUBSPOT;
    linear => LINEAR;
    microsoft_graph => MICROSOFT_GRAPH;
    notion => NOTION;
    sanity => SANITY;
    trello => TRELLO;
    typeform => TYPEFORM;
    zendesk => ZENDESK;
}
