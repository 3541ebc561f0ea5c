//! Senders of schemes that many senders share.

use crate::group::senders;

senders! {
    STANDARDS, Standards:
    standard_webhooks => STANDARD_WEBHOOKS, STANDARD_WEBHOOKS_ED25519;
    svix => SVIX;
}
