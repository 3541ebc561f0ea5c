//! The signed messages of a request, for display.

use std::sync::Arc;

use bytes::Bytes;

use super::{KeySource, Verifier};
use crate::crypto::Transcript;
use crate::key::{Keys, PreparedKeys};
use crate::request::RequestHead;
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::{Incoming, SignedMessage};

impl Verifier {
    /// The messages over which a request's signatures are checked, each once, as far as the
    /// check comes: it gives up where a signature does not hold. **Nothing is verified.** For
    /// tools that show what a signature should have been over.
    ///
    /// Empty if the request lacks a signed part, if the sender sends a token instead of a
    /// signature, or if keys are looked up. The age of a timestamp does not matter.
    #[must_use]
    pub fn signed_messages(&self, head: &dyn RequestHead, body: &Bytes) -> Vec<Vec<u8>> {
        let inner = &*self.0;
        let public_url = inner.public_url.as_deref();
        if let Some(scheme) = inner.scheme.as_data() {
            let message = scheme.signed_message(head, public_url).ok();
            return message
                .map(|message| whole(&message, body))
                .into_iter()
                .collect();
        }
        let KeySource::Ring(ring) = &inner.keys else {
            return Vec::new();
        };
        let transcript = Transcript::default();
        let ring = ring.load();
        let ready = ring.as_slice().iter().map(|key| key.ready.clone());
        let keys = PreparedKeys::of_signer(ready).recording(&transcript);
        let keys = Keys::valid(Arc::new(keys), || inner.clock.now());
        let policy = FreshnessPolicy::Unchecked;
        let incoming = Incoming::new(head, &*inner.clock, policy, public_url);
        let claim = inner.scheme.as_dyn().claim(&incoming);
        if let Ok(mut check) = claim.and_then(|claim| claim.check(&keys)) {
            check.update(body);
            drop(check.finish(body)); // the verdict does not matter here
        }
        let mut messages: Vec<Vec<u8>> = Vec::new();
        for noted in transcript.take() {
            if !messages.contains(&noted.message) {
                messages.push(noted.message);
            }
        }
        messages
    }
}

fn whole(message: &SignedMessage, body: &[u8]) -> Vec<u8> {
    let body = if message.has_body { body } else { b"" };
    [&message.before_body, body, &message.after_body].concat()
}
