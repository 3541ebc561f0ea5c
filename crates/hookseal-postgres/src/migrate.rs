//! Making the store's schema, and bringing it up to date.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use sqlx::Connection as _;
use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};

use crate::PostgresStore;

impl PostgresStore {
    /// Makes the schema `hookseal`, or brings it up to date. Several processes may do so at
    /// once, and each time they start.
    ///
    /// The list of completed migrations is in that schema too, separate from the app's own. To
    /// run them by other means, use the files in this crate's folder `migrations`.
    ///
    /// # Errors
    ///
    /// The database has failed, or the user may not create a schema.
    pub async fn migrate(&self) -> Result<(), sqlx::Error> {
        let migrator = Migrator::new(Migrations).await?;
        // The search path is this connection's alone, which does not go back to the pool.
        let mut connection = self.pool.acquire().await?.detach();
        for statement in PREPARE {
            sqlx::query(statement).execute(&mut connection).await?;
        }
        migrator.run_direct(&mut connection).await?;
        connection.close().await
    }
}

/// Two processes that create a schema at once could fail; with a lock, the second one finds it
/// there. The lock ends with its transaction, which is only this statement.
const PREPARE: &[&str] = &[
    "DO $$ BEGIN \
       PERFORM pg_advisory_xact_lock(hashtext('hookseal')); \
       IF to_regnamespace('hookseal') IS NULL THEN CREATE SCHEMA hookseal; END IF; \
     END $$",
    "SET search_path TO hookseal",
];

#[derive(Debug)]
struct Migrations;

type Resolved = Result<Vec<Migration>, BoxDynError>;

impl<'s> MigrationSource<'s> for Migrations {
    fn resolve(self) -> Pin<Box<dyn Future<Output = Resolved> + Send + 's>> {
        let migration = |version, description, sql| {
            Migration::new(
                version,
                Cow::Borrowed(description),
                MigrationType::Simple,
                Cow::Borrowed(sql),
                false,
            )
        };
        Box::pin(async move {
            Ok(vec![migration(
                1,
                "deliveries",
                include_str!("../migrations/0001_deliveries.sql"),
            )])
        })
    }
}
