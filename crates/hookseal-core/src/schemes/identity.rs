//! Which deliveries are one event.

use bytes::Bytes;

use crate::event::EventFacts;
use crate::request::RequestHead;

/// A verified delivery, for
/// [`SignatureScheme::event_identity`](crate::scheme::SignatureScheme::event_identity).
#[derive(Clone, Copy)]
pub struct Delivered<'a> {
    head: &'a dyn RequestHead,
    body: &'a Bytes,
    facts: &'a EventFacts,
}

impl<'a> Delivered<'a> {
    /// A delivery with this head and body, of a scheme with these facts: for tests of schemes.
    #[must_use]
    pub const fn new(head: &'a dyn RequestHead, body: &'a Bytes, facts: &'a EventFacts) -> Self {
        Self { head, body, facts }
    }

    /// Its head.
    #[must_use]
    pub const fn head(&self) -> &'a dyn RequestHead {
        self.head
    }

    /// Its whole body.
    #[must_use]
    pub const fn body(&self) -> &'a Bytes {
        self.body
    }

    /// The same delivery, where only this part of the body is signed.
    #[must_use]
    pub const fn of_part<'b>(&self, body: &'b Bytes) -> Delivered<'b>
    where
        'a: 'b,
    {
        Delivered { body, ..*self }
    }

    /// Feeds `part` the body, less what the scheme's facts say is new for each attempt.
    pub fn lasting(&self, part: &mut dyn FnMut(&[u8])) {
        self.facts.lasting(self.body, part);
    }
}

impl std::fmt::Debug for Delivered<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivered")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
