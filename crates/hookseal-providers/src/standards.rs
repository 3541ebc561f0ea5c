//! Senders of schemes that many senders share.

mod hook0;
mod standard_webhooks;
mod svix;

use crate::Provider;

pub use self::hook0::{HOOK0, Hook0};
pub use self::standard_webhooks::STANDARD_WEBHOOKS;
#[cfg(feature = "ed25519")]
pub use self::standard_webhooks::STANDARD_WEBHOOKS_ED25519;
pub use self::svix::SVIX;
#[cfg(feature = "ed25519")]
pub use self::svix::SVIX_ED25519;

/// The group's senders.
pub(crate) const STANDARDS: &[&Provider] = &[
    &hook0::PROVIDER,
    &standard_webhooks::PROVIDER,
    &svix::PROVIDER,
];
