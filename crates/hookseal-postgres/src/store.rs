//! The store: statements, and what their answers mean.

use std::fmt;
use std::time::Duration;

use hookseal_replay::{
    DeliveryKey, Health, ReplayStore, Reservation, ReserveRequest, Reserved, Settled, StoreError,
};
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{PgPool, Row as _};

use crate::retry::Tries;
use crate::statements::{
    HEALTH, Statement, commit, extend, forget, is_done, look, release, reserve,
};

/// Remembers deliveries in PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct PostgresStore {
    pub(crate) pool: PgPool,
}

impl PostgresStore {
    /// A store in the database of the app's own pool. Its schema must be there: see
    /// [`migrate`](Self::migrate).
    ///
    /// A pool that tests each connection before it gives it out
    /// (`PgPoolOptions::test_before_acquire`, on by default) adds a round trip to each
    /// operation. Each operation uses a connection for a moment; if handlers hold one while
    /// they run, the pool needs more connections than there are concurrent handlers.
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// A store with its own pool of up to ten connections. Creates the schema or updates it.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or the schema cannot be made.
    pub async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(10)
            .acquire_timeout(Duration::from_secs(2))
            // Broken connections are noticed when they are used, and tried again then.
            .test_before_acquire(false)
            .connect(url)
            .await?;
        let store = Self::new(pool);
        store.migrate().await?;
        Ok(store)
    }

    /// One try to reserve; `None` where what was in the way has gone meanwhile.
    async fn try_reserve(&self, request: &ReserveRequest) -> sqlx::Result<Option<Reserved>> {
        let granted = reserve(request).fetch_optional(&self.pool).await?;
        if let Some(row) = granted {
            return granted_by(&row, request).map(Some);
        }
        // The statement above cannot see why: a row that was committed by another after it
        // began is outside its snapshot, although it conflicts.
        let in_the_way = look(request).fetch_optional(&self.pool).await?;
        in_the_way.map_or(Ok(None), |row| found(&row))
    }

    /// One try to change a row that is in flight under the reservation's token.
    async fn try_settle(&self, change: Statement<'_>, held: &Reservation) -> sqlx::Result<Settled> {
        let changed = change.execute(&self.pool).await?;
        if changed.rows_affected() > 0 {
            return Ok(Settled::Applied);
        }
        let is_done: bool = is_done(held)?.fetch_one(&self.pool).await?.try_get(0)?;
        Ok(if is_done {
            Settled::AlreadyCommitted
        } else {
            Settled::Fenced
        })
    }

    async fn settle(
        &self,
        held: &Reservation,
        change: impl Fn(&Reservation) -> sqlx::Result<Statement<'_>>,
    ) -> Result<Settled, StoreError> {
        let mut tries = Tries::first();
        loop {
            let change = change(held).map_err(StoreError::new)?;
            match self.try_settle(change, held).await {
                Err(error) if tries.again(&error) => {}
                result => return result.map_err(StoreError::new),
            }
        }
    }
}

impl ReplayStore for PostgresStore {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        let (mut tries, mut looks) = (Tries::first(), 0);
        loop {
            match self.try_reserve(request).await {
                Ok(Some(reserved)) => return Ok(reserved),
                Ok(None) if looks < LOOKS => looks += 1,
                Ok(None) => return Err(StoreError::new("its row keeps changing while it is read")),
                Err(error) if tries.again(&error) => {}
                Err(error) => return Err(StoreError::new(error)),
            }
        }
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.settle(held, extend).await
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.settle(held, commit).await
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        self.settle(held, release).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        let mut tries = Tries::first();
        loop {
            match forget(key).execute(&self.pool).await {
                Ok(changed) => return Ok(changed.rows_affected() > 0),
                Err(error) if tries.again(&error) => {}
                Err(error) => return Err(StoreError::new(error)),
            }
        }
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let row = sqlx::query(HEALTH).fetch_one(&self.pool).await;
        let row = row.map_err(StoreError::new)?;
        concerns(&row).map_err(StoreError::new)
    }
}

fn granted_by(row: &PgRow, request: &ReserveRequest) -> sqlx::Result<Reserved> {
    let (token, attempt): (i64, i32) = (row.try_get("token")?, row.try_get("attempt")?);
    match (u64::try_from(token), u32::try_from(attempt)) {
        (Ok(token), Ok(attempt)) => Ok(Reserved::Granted(Reservation::new(
            *request, token, attempt,
        ))),
        _ => Err(garbled("a row has a negative token or attempt")),
    }
}

fn found(row: &PgRow) -> sqlx::Result<Option<Reserved>> {
    let (version, state): (i16, i16) = (row.try_get("v")?, row.try_get("state")?);
    if version != VERSION {
        return Err(garbled(
            "its row was written by another version of hookseal",
        ));
    }
    let lease_left: f64 = row.try_get("lease_left")?;
    Ok(match state {
        IN_FLIGHT if lease_left > 0.0 => Some(Reserved::InFlight {
            lease_left: Duration::try_from_secs_f64(lease_left).unwrap_or_default(),
        }),
        DONE => Some(Reserved::Done {
            same_body: row.try_get("same_body")?,
        }),
        FREE | IN_FLIGHT => None,
        _ => {
            return Err(garbled(
                "its row is in a state that this store never writes",
            ));
        }
    })
}

fn concerns(row: &PgRow) -> sqlx::Result<Health> {
    let mut health = Health::sound();
    if row.try_get("is_standby")? {
        health = health
            .concern("the server is a standby, which accepts no writes; connect to its primary");
    }
    for (name, off) in [("fsync", &["off"][..]), ("synchronous_commit", &["off"])] {
        let setting: String = row.try_get(name)?;
        if off.contains(&setting.as_str()) {
            health = health.concern(format!(
                "{name} is {setting}: a crash forgets the deliveries completed last"
            ));
        }
    }
    match row.try_get("is_kept")? {
        Some(true) => {}
        Some(false) => {
            health = health.concern(
                "hookseal.deliveries is unlogged: a crash forgets all completed deliveries",
            );
        }
        None => health = health.concern("hookseal.deliveries is missing: call `migrate`"),
    }
    Ok(health)
}

fn garbled(what: &'static str) -> sqlx::Error {
    sqlx::Error::Protocol(what.to_owned())
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("connections", &self.pool.size())
            .finish_non_exhaustive()
    }
}

/// The version of rows, as the statements have it.
const VERSION: i16 = 1;
const FREE: i16 = 0;
const IN_FLIGHT: i16 = 1;
const DONE: i16 = 2;

/// Between two statements a row can be released or swept, and then has to be asked again.
const LOOKS: u32 = 5;
