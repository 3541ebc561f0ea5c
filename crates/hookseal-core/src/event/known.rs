//! What the replay guard knows a delivery by, and for how long.

use std::time::Duration;

use crate::{Rejection, RequestHead, VerifiedBody, Verifier};

impl VerifiedBody {
    /// The event's id, where the signature covers it and no other event has it.
    pub(crate) fn unique_id(&self) -> Option<String> {
        if self.provenance.rules().id_is_shared {
            return None;
        }
        let id = self.id()?;
        let id = id.signed().filter(|id| !id.is_empty())?;
        Some(id.to_owned())
    }

    /// As [`SignatureScheme::tell_apart`](crate::SignatureScheme::tell_apart), of this body
    /// and the head that was verified with it.
    pub(crate) fn tell_apart(
        &self,
        head: &dyn RequestHead,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let head = self.provenance.find(head);
        let scheme = self.scheme();
        scheme
            .tell_apart(&head, &self.bytes, part)
            .map_err(|_| Rejection::Misconfigured {
                reason: "what the signature covers in the request's head was changed behind the verifying layer",
            })
    }

    /// How long the sender goes on trying to deliver an event.
    pub(crate) fn retry_window(&self) -> Option<Duration> {
        self.scheme().retry_window()
    }

    /// How long a captured delivery stays fresh; nothing where that is not judged.
    pub(crate) fn freshness_span(&self) -> Duration {
        self.provenance
            .verifier
            .freshness_span(&self.provenance.keys)
    }

    pub(crate) const fn verifier(&self) -> &Verifier {
        &self.provenance.verifier
    }
}
