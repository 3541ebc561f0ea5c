//! What tells one event from another.

use super::key::Namespace;
use super::{DeliveryKey, Fingerprint};
use crate::{BodyCoverage, Rejection, RequestHead, VerifiedBody};

/// What a guard tells deliveries apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// The event id, where the signature covers it and no other event has it; otherwise the
    /// message.
    ///
    /// Two genuine events whose messages are equal, and which have no such id, count as
    /// one. Most senders put an id or a time into every body.
    #[default]
    IdOrMessage,
    /// The event id alone. Deliveries without one that the signature covers are handled
    /// each time, as without a guard.
    IdOnly,
    /// The message alone: what is signed but for the timestamp. Another body under an
    /// event id that is known is then another delivery.
    Message,
}

impl Identity {
    /// The key of a delivery, if it is to have one.
    pub(super) fn key(
        self,
        endpoint: &str,
        body: &VerifiedBody,
        fingerprint: Fingerprint,
        head: &dyn RequestHead,
    ) -> Result<Option<DeliveryKey>, Rejection> {
        let namespace = Namespace {
            provider: body.provider(),
            tenant: body.tenant(),
            endpoint,
        };
        let id = match self {
            Self::Message => None,
            Self::IdOrMessage | Self::IdOnly => body.unique_id(),
        };
        match (id, self) {
            (Some(id), _) => Ok(Some(namespace.key_of_event(&id))),
            (None, Self::IdOnly) => Ok(None),
            (None, _) => {
                let (mut key, mut parts) = (namespace.key_of_message(), 0_u32);
                body.signed_beside(head, &mut |part| {
                    key.add(part);
                    parts = parts.saturating_add(1);
                })?;
                // What is not signed could be changed by who replays.
                if parts == 0 || body.coverage() == BodyCoverage::Whole {
                    key.add(fingerprint.as_bytes());
                }
                Ok(Some(key.finish()))
            }
        }
    }
}
