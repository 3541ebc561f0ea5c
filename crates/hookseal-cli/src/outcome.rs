//! How a command ended.

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Verified, sent, printed. Exit status 0.
    Done,
    /// Refused, failed. Exit status 1.
    Refused,
    /// Nothing could have been verified with what was given. Exit status 2.
    WrongUse,
}

impl Outcome {
    pub(crate) const fn of(good: bool) -> Self {
        if good { Self::Done } else { Self::Refused }
    }
}
