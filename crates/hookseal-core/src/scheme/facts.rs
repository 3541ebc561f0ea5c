//! Where a sender says which event a delivery carries.

use std::borrow::Cow;

use super::HeaderName;

/// Where a fact about the event is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A header's value.
    Header(HeaderName),
    /// A string or number in the verified JSON body, by JSON pointer (RFC 6901).
    JsonPointer(Cow<'static, str>),
}

impl Source {
    /// The header of this name.
    ///
    /// # Panics
    ///
    /// As [`HeaderName::from_static`].
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::Header(HeaderName::from_static(name))
    }

    /// The member of the verified JSON body at this RFC 6901 pointer, such as `/data/id`.
    #[must_use]
    pub const fn json(pointer: &'static str) -> Self {
        Self::JsonPointer(Cow::Borrowed(pointer))
    }
}

/// Where the event id, the event type and the attempt are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFacts {
    pub(crate) id: Option<Source>,
    pub(crate) id_is_shared: bool,
    pub(crate) event_type: Option<Source>,
    pub(crate) attempt: Option<Source>,
}

impl EventFacts {
    /// No facts are known.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            id: None,
            id_is_shared: false,
            event_type: None,
            attempt: None,
        }
    }

    /// The headers among these places.
    pub(crate) fn headers(&self) -> impl Iterator<Item = &HeaderName> {
        let places = [&self.id, &self.event_type, &self.attempt];
        places
            .into_iter()
            .flatten()
            .filter_map(|source| match source {
                Source::Header(name) => Some(name),
                Source::JsonPointer(_) => None,
            })
    }

    /// Where the event id stands: equal for every attempt to deliver one event, and that of
    /// no other event; otherwise see [`shared_id`](Self::shared_id).
    #[must_use]
    pub const fn id(mut self, at: Source) -> Self {
        super::replace(&mut self.id, Some(at));
        self
    }

    /// Several events can have the id, which is that of what they happened to, or of the
    /// first one in a batch. Replay protection then goes by the whole message.
    #[must_use]
    pub const fn shared_id(mut self) -> Self {
        self.id_is_shared = true;
        self
    }

    /// Where the kind of event stands.
    #[must_use]
    pub const fn event_type(mut self, at: Source) -> Self {
        super::replace(&mut self.event_type, Some(at));
        self
    }

    /// Where the number of the attempt stands, as the sender counts.
    #[must_use]
    pub const fn attempt(mut self, at: Source) -> Self {
        super::replace(&mut self.attempt, Some(at));
        self
    }
}
