//! The facts by which a guard against replays knows a delivery, and for how long.

use std::time::Duration;

use super::VerifiedBody;
use crate::event::Attribute;
use crate::request::RequestHead;
use crate::schemes::Delivered;
use crate::verdict::{Rejection, RetryStatus};

impl VerifiedBody {
    /// The questions of a guard against replays.
    #[must_use]
    pub const fn known(&self) -> Known<'_> {
        Known(self)
    }
}

/// A verified delivery, as a guard against replays sees it: see [`VerifiedBody::known`].
#[derive(Clone, Copy, Debug)]
pub struct Known<'a>(&'a VerifiedBody);

/// The owner whose deliveries are kept separate from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The sender's, of which there is one.
    Sender,
    /// This tenant's.
    Tenant(&'a str),
    /// The owner of the key with this fingerprint.
    Key([u8; 32]),
}

impl<'a> Known<'a> {
    /// The event's id, where the signature covers it and no other event has it.
    #[must_use]
    pub fn unique_id(self) -> Option<String> {
        self.own_id()?.signed().map(str::to_owned)
    }

    /// The event's id, signed or not, where no other event has it.
    #[must_use]
    pub fn claimed_id(self) -> Option<String> {
        Some(self.own_id()?.claimed().to_owned())
    }

    fn own_id(self) -> Option<Attribute<'a>> {
        if self.0.provenance.rules().id_is_shared {
            return None;
        }
        self.0.id().filter(|id| !id.claimed().is_empty())
    }

    /// Whether other events can have the same message, and none has an id that is signed.
    #[must_use]
    pub fn looks_like_others(self) -> bool {
        self.0.provenance.rules().look_alike
    }

    /// The kind of event, if it must distinguish messages.
    #[must_use]
    pub fn kind_apart(self) -> Option<String> {
        if !self.0.provenance.rules().type_tells_apart {
            return None;
        }
        let kind = self.0.event_type();
        Some(kind.map_or_else(String::new, |kind| kind.claimed().to_owned()))
    }

    /// The owner of the delivery, if the sender's deliveries have several owners.
    #[must_use]
    pub fn owner(self) -> Owner<'a> {
        let keys = &self.0.provenance.keys;
        if let Some(tenant) = &keys.tenant {
            return Owner::Tenant(tenant);
        }
        let slot = self.0.key_slot().index();
        let key = keys.keys.as_slice().get(slot);
        match key.filter(|_| keys.are_somebodys) {
            Some(key) => key.fingerprint().map_or(Owner::Sender, Owner::Key),
            None => Owner::Sender,
        }
    }

    /// Whether nothing of the body is new for each attempt to deliver the event.
    #[must_use]
    pub fn lasts_whole(self) -> bool {
        self.0.provenance.scheme().changes_no_body()
    }

    /// Feeds `part` the body without what is new for each attempt, piece by piece.
    pub fn lasting(self, part: &mut dyn FnMut(&[u8])) {
        self.0.provenance.scheme().lasting(self.0.bytes(), part);
    }

    /// As [`SignatureScheme::event_identity`](crate::scheme::SignatureScheme::event_identity), of
    /// this body and the head that was verified with it.
    ///
    /// # Errors
    ///
    /// [`Rejection::Misconfigured`] where `head` is not the one that was verified.
    pub fn event_identity(
        self,
        head: &dyn RequestHead,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let provenance = &self.0.provenance;
        let (head, scheme) = (provenance.find(head), provenance.scheme());
        let delivered = Delivered::new(&head, self.0.bytes(), scheme.description().facts());
        let identity = scheme.as_dyn().event_identity(&delivered, part);
        identity.map_err(|_| Rejection::Misconfigured {
            reason: "a part of the head that the signature covers was changed after the verifying layer",
        })
    }

    /// How long the sender keeps trying to deliver an event, where that is known.
    #[must_use]
    pub fn retry_window(self) -> Option<Duration> {
        self.0.description().retry_window()
    }

    /// The status on which the sender tries again.
    #[must_use]
    pub fn retry_status(self) -> RetryStatus {
        self.0.description().retry_status()
    }

    /// The text that the sender wants in the answer to an event.
    #[must_use]
    pub fn receipt(self) -> Option<&'static str> {
        self.0.description().receipt()
    }

    /// How long a captured delivery stays fresh; zero where that is not checked.
    #[must_use]
    pub fn freshness_span(self) -> Duration {
        let provenance = &self.0.provenance;
        provenance.verifier.freshness_span(&provenance.keys)
    }

    /// The verifier that has accepted it.
    #[must_use]
    pub const fn verifier(self) -> &'a crate::Verifier {
        &self.0.provenance.verifier
    }
}
