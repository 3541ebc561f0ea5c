//! Where a sender says which event a delivery carries.

use std::borrow::Cow;

use super::lasting::lasting;
use crate::header_name::HeaderName;
use crate::inline::replace;

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
    /// Same as [`HeaderName::from_static`].
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::Header(HeaderName::from_static(name))
    }

    /// The member of the verified JSON body at this RFC 6901 pointer, such as `/data/id`.
    #[must_use]
    pub const fn json(pointer: &'static str) -> Self {
        Self::JsonPointer(Cow::Borrowed(pointer))
    }

    /// As [`json`](Self::json), for a pointer known at run time. Of a header's name known at run
    /// time, write [`Source::Header`].
    #[must_use]
    pub fn json_owned(pointer: impl Into<String>) -> Self {
        Self::JsonPointer(Cow::Owned(pointer.into()))
    }

    /// The pointer, where it is one.
    pub(crate) fn pointer(&self) -> Option<&str> {
        match self {
            Self::Header(_) => None,
            Self::JsonPointer(pointer) => Some(pointer),
        }
    }
}

/// Where the event id, the event type and the attempt are found, and what of a delivery is
/// not the event's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFacts {
    pub(crate) id: Option<Source>,
    pub(crate) id_is_shared: bool,
    pub(crate) event_type: Option<Source>,
    pub(crate) attempt: Option<Source>,
    /// Values that are new for each attempt, besides the attempt's number.
    pub(crate) per_attempt: &'static [Source],
    pub(crate) look_alike: bool,
    pub(crate) type_tells_apart: bool,
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
            per_attempt: &[],
            look_alike: false,
            type_tells_apart: false,
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

    /// The place of the event id, which must be the same for every attempt to deliver one
    /// event and different for every other event; otherwise see [`shared_id`](Self::shared_id).
    #[must_use]
    pub const fn with_id(mut self, at: Source) -> Self {
        replace(&mut self.id, Some(at));
        self
    }

    /// Several events can have the id, which is that of what they happened to, or of the
    /// first one in a batch. Replay protection then goes by the whole message.
    #[must_use]
    pub const fn shared_id(mut self) -> Self {
        self.id_is_shared = true;
        self
    }

    /// The place of the event type.
    #[must_use]
    pub const fn with_event_type(mut self, at: Source) -> Self {
        replace(&mut self.event_type, Some(at));
        self
    }

    /// The place of the attempt's number, as the sender counts. Replay protection ignores it
    /// when it compares deliveries.
    #[must_use]
    pub const fn with_attempt(mut self, at: Source) -> Self {
        replace(&mut self.attempt, Some(at));
        self
    }

    /// Values that are new for each attempt to deliver one event, besides the signed timestamp
    /// and the attempt's number: a nonce, a flag, the time of sending. Replay protection ignores
    /// them when it compares deliveries.
    ///
    /// A pointer names members of objects, without escapes; `*` means each element of an array,
    /// as in `/events/*/attempt`.
    #[must_use]
    pub const fn with_per_attempt(mut self, at: &'static [Source]) -> Self {
        self.per_attempt = at;
        self
    }

    /// Two events can have the same message, and no id that is signed: they say that
    /// something has changed, not what. Replay protection then handles each delivery, or the
    /// second event would be lost.
    #[must_use]
    pub const fn look_alike(mut self) -> Self {
        self.look_alike = true;
        self
    }

    /// Events of several types can have the same message, and the type is not signed. Replay
    /// protection then compares the type as well, or the second event would be lost. **Anyone
    /// who has captured a delivery can send it once more as each other type.**
    #[must_use]
    pub const fn type_tells_apart(mut self) -> Self {
        self.type_tells_apart = true;
        self
    }

    /// Whether the header `name` is new for each attempt.
    #[must_use]
    pub fn is_per_attempt(&self, name: &HeaderName) -> bool {
        self.is_new(name.as_str())
    }

    /// Feeds `part` the body without the values that are new for each attempt, for
    /// [`event_identity`](crate::scheme::SignatureScheme::event_identity). Where nothing is, or the body is
    /// no JSON, that is the body itself, in one part.
    pub fn lasting(&self, body: &[u8], part: &mut dyn FnMut(&[u8])) {
        lasting(body, self.changing_members(), part);
    }

    /// The pointers to what of the body is new for each attempt.
    pub(crate) fn changing_members(&self) -> impl Iterator<Item = &str> {
        self.changing().filter_map(Source::pointer)
    }

    /// Like [`is_per_attempt`](Self::is_per_attempt), with the name as text.
    pub(crate) fn is_new(&self, name: &str) -> bool {
        self.changing().any(|source| match source {
            Source::Header(other) => other.as_str().eq_ignore_ascii_case(name),
            Source::JsonPointer(_) => false,
        })
    }

    fn changing(&self) -> impl Iterator<Item = &Source> {
        self.attempt.iter().chain(self.per_attempt)
    }
}
