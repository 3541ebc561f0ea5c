//! Senders of tasks, documents, forms and customers.

use crate::group::senders;

senders! {
    PRODUCTIVITY, Productivity:
    airtable => AIRTABLE;
    asana => ASANA;
    calendly => CALENDLY;
    dropbox => DROPBOX;
    greenhouse => GREENHOUSE;
    hubspot => HUBSPOT;
    linear => LINEAR;
    notion => NOTION;
    sanity => SANITY;
    trello => TRELLO;
    typeform => TYPEFORM;
    zendesk => ZENDESK;
}
