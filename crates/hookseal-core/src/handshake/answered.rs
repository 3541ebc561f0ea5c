//! A handshake that is answered.

use crate::verdict::Answer;

/// The answer to a [`Handshake`](super::Handshake), to send instead of running a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the sender waits for the answer"]
pub struct AnsweredHandshake {
    name: &'static str,
    answer: Answer,
}

impl AnsweredHandshake {
    pub(super) const fn new(name: &'static str, answer: Answer) -> Self {
        Self { name, answer }
    }

    /// With the end of the connection, since some of the request's body was left unread.
    pub(crate) fn closing(mut self) -> Self {
        self.answer.close();
        self
    }

    /// The handshake's name, such as `url-verification`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The answer that the sender expects.
    #[must_use]
    pub const fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The answer that the sender expects, to be sent.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        self.answer
    }
}
