//! Deleting what has expired.

use std::future::Future;
use std::time::Duration;

use crate::PostgresStore;
use crate::statements::SWEEP;

impl PostgresStore {
    /// Deletes rows that count for nothing any more, a thousand at a time, so that none is
    /// locked for long. Several processes may sweep at once. Says how many are gone.
    ///
    /// # Errors
    ///
    /// The database has failed.
    pub async fn sweep(&self) -> Result<u64, sqlx::Error> {
        let mut swept = 0_u64;
        loop {
            let deleted = sqlx::query(SWEEP)
                .bind(BATCH)
                .execute(&self.pool)
                .await?
                .rows_affected();
            swept = swept.saturating_add(deleted);
            if deleted < BATCH.unsigned_abs() {
                return Ok(swept);
            }
        }
    }

    /// Sweeps now and again, for ever, with a second between two sweeps at least: to be spawned.
    pub fn sweep_every(&self, pause: Duration) -> impl Future<Output = ()> + Send + 'static {
        let store = self.clone();
        async move {
            loop {
                match store.sweep().await {
                    Ok(swept) => tracing::debug!(target: "hookseal", swept, "swept"),
                    Err(error) => {
                        tracing::warn!(target: "hookseal", "could not delete expired deliveries: {error}");
                    }
                }
                tokio::time::sleep(pause.max(SHORTEST_PAUSE)).await;
            }
        }
    }
}

const BATCH: i64 = 1_000;
/// Else a pause of zero keeps the database busy with nothing.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
