//! What tells one event from another.

use super::key::Namespace;
use super::message::Message;
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
    /// What a delivery is known by, if it is to be known.
    pub(super) fn of(
        self,
        endpoint: &str,
        body: &VerifiedBody,
        head: &dyn RequestHead,
        is_in_process: bool,
    ) -> Result<Option<(DeliveryKey, Fingerprint)>, Rejection> {
        let namespace = Namespace {
            provider: body.provider(),
            tenant: body.tenant(),
            endpoint,
        };
        let id = match self {
            Self::Message => None,
            Self::IdOrMessage | Self::IdOnly => body.unique_id(),
        };
        let whole = body.bytes().as_ref();
        match (id, self) {
            (Some(id), _) => Ok(Some((namespace.key_of_event(&id), Fingerprint::of(whole)))),
            (None, Self::IdOnly) => Ok(None),
            (None, _) => {
                let mut key = Message::new(namespace, is_in_process);
                let mut has_body = false;
                body.tell_apart(head, &mut |part| {
                    has_body |= std::ptr::eq(part, whole);
                    key.add(part);
                })?;
                let key = key.finish();
                // One key is then one body, and this has been hashed once.
                let fingerprint = if has_body {
                    Fingerprint::of_key(&key)
                } else {
                    Fingerprint::of(whole)
                };
                Ok(Some((key, fingerprint)))
            }
        }
    }
}
