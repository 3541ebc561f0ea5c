//! Senders of schemes that many senders share.

use crate::group::senders;

senders! {
    STANDARDS, Standards:
    hook0 => HOOK0, Hook0;
    standard_webhooks => STANDARD_WEBHOOKS, #[cfg(feature = "ed25519")] STANDARD_WEBHOOKS_ED25519;
    svix => SVIX, #[cfg(feature = "ed25519")] SVIX_ED25519;
}
