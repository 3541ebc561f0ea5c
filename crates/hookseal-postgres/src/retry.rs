//! Which failures are worth another try at once.

use sqlx::Error;

/// Counts the tries of one operation, which may be run twice without harm.
pub(crate) struct Tries(u32);

impl Tries {
    pub(crate) const fn first() -> Self {
        Self(1)
    }

    /// Whether to try again: the operation has failed by chance, since a connection of the
    /// pool was broken, or the server asks for it.
    pub(crate) fn again(&mut self, error: &Error) -> bool {
        let again = self.0 < MOST && is_by_chance(error);
        self.0 = self.0.saturating_add(1);
        again
    }
}

/// More than a pool has connections that an outage can have broken.
const MOST: u32 = 12;

fn is_by_chance(error: &Error) -> bool {
    match error {
        Error::Io(_) => true,
        Error::Database(error) => error
            .code()
            .is_some_and(|code| WORTH_ANOTHER_TRY.contains(&&*code)),
        _ => false,
    }
}

/// Serialization failure, deadlock, and a connection that the server has ended.
///
/// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const WORTH_ANOTHER_TRY: &[&str] = &["40001", "40P01", "57P01"];
