//! How events are distinguished.

use hookseal_core::adapter::RequestHead;
use hookseal_core::{Rejection, VerifiedBody};

use super::key::Namespace;
use super::message::Message;
use super::{DeliveryKey, Fingerprint};

/// How a guard identifies deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// The event id, where the signature covers it and no other event has it; otherwise the
    /// message.
    ///
    /// Two genuine events with equal messages and no such id count as one. Most senders put
    /// an id or a time into every body. For those in the catalogue that do not
    /// ([`EventFacts::look_alike`](hookseal_core::scheme::EventFacts::look_alike)), each delivery is handled, as
    /// without a guard; so is one whose message is empty.
    #[default]
    IdOrMessage,
    /// The event id, whether or not the signature covers it, if no other event has it;
    /// otherwise as [`IdOrMessage`](Self::IdOrMessage).
    ///
    /// It distinguishes two events with equal messages from a sender that puts ids into
    /// unsigned headers, such as GitHub and Shopify. **Anyone who has captured a delivery can
    /// send it again under another id**: this stops only the sender's own duplicates.
    ClaimedId,
    /// The event id alone. Deliveries without one that the signature covers are handled
    /// each time, as without a guard.
    IdOnly,
    /// The message alone: what is signed but for the timestamp. Another body under an
    /// event id that is known is then another delivery.
    Message,
}

impl Identity {
    /// The key of a delivery, if it is to be remembered.
    pub(super) fn of(
        self,
        endpoint: &str,
        body: &VerifiedBody,
        head: &dyn RequestHead,
        is_in_process: bool,
    ) -> Result<Option<(DeliveryKey, Fingerprint)>, Rejection> {
        let known = body.known();
        let namespace = Namespace {
            provider: body.provider(),
            owner: known.owner(),
            endpoint,
        };
        let id = match self {
            Self::Message => None,
            Self::ClaimedId => known.claimed_id(),
            Self::IdOrMessage | Self::IdOnly => known.unique_id(),
        };
        match (id, self) {
            (Some(id), _) => Ok(Some((namespace.key_of_event(&id), fingerprint(body)))),
            (None, Self::IdOnly) => Ok(None),
            (None, Self::IdOrMessage | Self::ClaimedId) if known.looks_like_others() => Ok(None),
            (None, _) => {
                let mut key = Message::new(namespace, is_in_process);
                let mut is_empty = true;
                known.event_identity(head, &mut |part| {
                    is_empty &= part.is_empty();
                    key.add(part);
                })?;
                if is_empty {
                    return Ok(None);
                }
                if let Some(kind) = known.kind_apart() {
                    key.add(kind.as_bytes());
                }
                let key = key.finish();
                // What is known by its message has no other.
                Ok(Some((key, Fingerprint::of_key(&key))))
            }
        }
    }
}

/// The fingerprint of the body without what is new for each attempt.
fn fingerprint(body: &VerifiedBody) -> Fingerprint {
    let known = body.known();
    if known.lasts_whole() {
        return Fingerprint::of(body.bytes());
    }
    Fingerprint::of_pieces(|piece| known.lasting(piece))
}
