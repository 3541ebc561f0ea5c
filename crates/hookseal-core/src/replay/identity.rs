//! What tells one event from another.

use super::key::Namespace;
use super::{DeliveryKey, Fingerprint};
use crate::{Rejection, RequestHead, VerifiedBody};

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
                let (mut key, whole) = (namespace.key_of_message(), body.bytes().as_ref());
                body.tell_apart(head, &mut |part| {
                    // The whole body has been hashed before.
                    if std::ptr::eq(part, whole) && !part.is_empty() {
                        key.add(fingerprint.as_bytes());
                    } else {
                        key.add(part);
                    }
                })?;
                Ok(Some(key.finish()))
            }
        }
    }
}
