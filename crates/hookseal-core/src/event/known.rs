//! How the replay guard identifies a delivery, and for how long.

use std::time::Duration;

use crate::check::Delivered;
use crate::replay::{Fingerprint, Owner};
use crate::{Attribute, Rejection, RequestHead, VerifiedBody, Verifier};

impl VerifiedBody {
    /// The event's id, where the signature covers it and no other event has it.
    pub(crate) fn unique_id(&self) -> Option<String> {
        self.own_id()?.signed().map(str::to_owned)
    }

    /// The event's id, signed or not, where no other event has it.
    pub(crate) fn claimed_id(&self) -> Option<String> {
        Some(self.own_id()?.claimed().to_owned())
    }

    fn own_id(&self) -> Option<Attribute<'_>> {
        if self.provenance.rules().id_is_shared {
            return None;
        }
        self.id().filter(|id| !id.claimed().is_empty())
    }

    /// Whether other events can have the same message, and none has an id that is signed.
    pub(crate) fn looks_like_others(&self) -> bool {
        self.provenance.rules().look_alike
    }

    /// The kind of event, if it must distinguish messages.
    pub(crate) fn kind_apart(&self) -> Option<String> {
        if !self.provenance.rules().type_tells_apart {
            return None;
        }
        let kind = self.event_type();
        Some(kind.map_or_else(String::new, |kind| kind.claimed().to_owned()))
    }

    /// The owner of the delivery, if the sender's deliveries have several owners.
    pub(crate) fn owner(&self) -> Owner<'_> {
        let keys = &self.provenance.keys;
        if let Some(tenant) = &keys.tenant {
            return Owner::Tenant(tenant);
        }
        let slot = self.authentic.slot.index();
        let key = keys.keys.as_slice().get(slot);
        match key.filter(|_| keys.are_somebodys) {
            Some(key) => key.fingerprint().map_or(Owner::Sender, Owner::Key),
            None => Owner::Sender,
        }
    }

    /// The fingerprint of the body without what is new for each attempt.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let scheme = self.provenance.scheme();
        if scheme.changes_no_body() {
            return Fingerprint::of(&self.bytes);
        }
        Fingerprint::of_pieces(|piece| scheme.lasting(&self.bytes, piece))
    }

    /// Calls [`SignatureScheme::event_identity`](crate::SignatureScheme::event_identity) with
    /// this body and the head that was verified with it.
    pub(crate) fn event_identity(
        &self,
        head: &dyn RequestHead,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = self.provenance.find(head);
        let scheme = self.provenance.scheme();
        let delivered = Delivered::new(&head, &self.bytes, scheme.description().facts());
        let identity = scheme.as_dyn().event_identity(&delivered, part);
        identity.map_err(|_| Rejection::Misconfigured {
            reason: "a signed part of the head was changed after verification; put that layer outside the `WebhookLayer`",
        })
    }

    /// How long the sender keeps trying to deliver an event.
    pub(crate) fn retry_window(&self) -> Option<Duration> {
        self.description().retry_window()
    }

    /// How long a captured delivery stays fresh; `None` if its age is not checked.
    pub(crate) fn freshness_span(&self) -> Duration {
        self.provenance
            .verifier
            .freshness_span(&self.provenance.keys)
    }

    pub(crate) const fn verifier(&self) -> &Verifier {
        &self.provenance.verifier
    }
}
