//! The two ways in which a request can succeed.

use crate::engine::VerifiedBody;
use crate::handshake::AnsweredHandshake;

/// A request that was not refused: an event for a handler, or a handshake, which is answered
/// without one.
///
/// ```
/// use hookseal_core::{Outcome, Rejection, VerifiedBody, Verifier};
/// # use hookseal_core::adapter::{Answer, RequestHead};
///
/// fn receive(verifier: &Verifier, head: &dyn RequestHead, body: Vec<u8>) -> Answer {
///     match verifier.verify(head, body) {
///         Ok(Outcome::Event(event)) => handle(&event),
///         Ok(Outcome::Handshake(handshake)) => handshake.into_answer(),
///         Err(refused) => refused.answer(),
///     }
/// }
/// # fn handle(_: &VerifiedBody) -> Answer { Answer::empty(204) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a handshake has to be answered"]
#[allow(clippy::large_enum_variant)] // the large one is nearly always it, and must not be boxed
pub enum Outcome {
    /// An event whose signature is valid.
    Event(VerifiedBody),
    /// Not an event: the sender tests the endpoint, and waits for this answer.
    Handshake(Box<AnsweredHandshake>),
}

impl Outcome {
    /// The event, if it is one.
    #[must_use]
    pub fn event(self) -> Option<VerifiedBody> {
        match self {
            Self::Event(event) => Some(event),
            Self::Handshake(_) => None,
        }
    }

    /// The event.
    ///
    /// # Errors
    ///
    /// The answer to a handshake, for extractors, which then give a handler no event.
    pub fn into_event(self) -> Result<VerifiedBody, Box<AnsweredHandshake>> {
        match self {
            Self::Event(event) => Ok(event),
            Self::Handshake(answered) => Err(answered),
        }
    }

    /// The answer to a handshake, if it is one.
    #[must_use]
    pub const fn handshake(&self) -> Option<&AnsweredHandshake> {
        match self {
            Self::Event(_) => None,
            Self::Handshake(answered) => Some(answered),
        }
    }
}
