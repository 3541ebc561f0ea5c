//! Webhook deliveries handled once across processes and machines, by PostgreSQL.
//!
//! ```no_run
//! use hookseal_replay::ReplayGuard;
//! use hookseal_postgres::PostgresStore;
//!
//! # async fn guard(pool: sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
//! let store = PostgresStore::new(pool);
//! store.migrate().await?;
//! let guard = ReplayGuard::new("billing", store.clone())?;
//! // Deletes what has expired.
//! # mod tokio { pub fn spawn<T>(_: T) {} }
//! tokio::spawn(store.sweep_every(std::time::Duration::from_secs(600)));
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! Each delivery is handled at least once, and again only where the first run has failed,
//! has crashed, or lost its lease. What is committed survives crashes, as everything in
//! PostgreSQL does unless `fsync` or `synchronous_commit` is off; a failover to a standby
//! that is not synchronous may forget the last commits.
//!
//! # Exactly once, in one transaction
//!
//! Where the handler writes to the same database, [`PostgresStore::commit_in`] makes the
//! commit part of its own transaction. Either both count or neither does, so what the
//! handler writes is written exactly once for each delivery, whatever crashes when:
//!
//! ```no_run
//! use hookseal_replay::Reservation;
//! use hookseal_postgres::{CommitError, PostgresStore};
//!
//! async fn on_paid(
//!     pool: sqlx::PgPool,
//!     reservation: Reservation,
//!     invoice: &str,
//! ) -> Result<(), CommitError> {
//!     let mut transaction = pool.begin().await?;
//!     sqlx::query("UPDATE invoices SET paid = true WHERE id = $1")
//!         .bind(invoice)
//!         .execute(&mut *transaction)
//!         .await?;
//!     // Refused if another run has taken over; the transaction is then rolled back.
//!     PostgresStore::commit_in(&mut transaction, &reservation).await?;
//!     transaction.commit().await?;
//!     Ok(())
//! }
//! ```
//!
//! # How
//!
//! One row for each delivery, in a schema of its own, `hookseal`. A single statement
//! reserves, and only one of many concurrent callers wins; it runs outside the handler's
//! transaction. A caller that loses the race runs a second statement to find out why. All
//! times come from the server's clock.

mod commit;
mod migrate;
mod retry;
mod statements;
mod store;
mod sweep;

pub use self::commit::CommitError;
pub use self::store::PostgresStore;
