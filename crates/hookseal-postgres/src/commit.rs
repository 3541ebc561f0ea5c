//! Committing a delivery in the handler's own transaction.

use hookseal_replay::Reservation;
use sqlx::{PgConnection, Row as _};

use crate::PostgresStore;
use crate::statements::{commit, is_done};

/// Why a delivery was not committed in the handler's transaction, which must then be rolled
/// back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// This reservation has committed before: what the handler writes was written then.
    #[error("this run has already committed the delivery")]
    AlreadyCommitted,
    /// Another run has taken the delivery over, because this one had lost its lease.
    #[error("another run has taken this delivery over")]
    Fenced,
    /// The database has failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl PostgresStore {
    /// Makes the commit of a delivery part of the handler's own transaction, in the database
    /// of the store. On an error, roll back.
    ///
    /// Best right before the transaction's end, in the isolation that is PostgreSQL's default
    /// (read committed): it locks the delivery's row, for which copies of the delivery and the
    /// extension of the lease have to wait.
    ///
    /// The handler then answers 2xx; the guard finds the delivery done.
    ///
    /// # Errors
    ///
    /// [`CommitError::Fenced`] if the delivery is no longer this run's.
    pub async fn commit_in(
        transaction: &mut PgConnection,
        held: &Reservation,
    ) -> Result<(), CommitError> {
        let committed = commit(held)?.execute(&mut *transaction).await?;
        if committed.rows_affected() > 0 {
            return Ok(());
        }
        let is_done: bool = is_done(held)?.fetch_one(transaction).await?.try_get(0)?;
        Err(if is_done {
            CommitError::AlreadyCommitted
        } else {
            CommitError::Fenced
        })
    }
}
