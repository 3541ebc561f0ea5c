//! Which store, and the engine behind it.

use std::sync::Arc;
use std::time::Duration;

use hookseal::postgres::PostgresStore;
use hookseal::redis::RedisStore;
use hookseal::replay::{
    DeliveryKey, MemoryStore, ReplayGuard, ReplayGuardBuilder, ReplayStore, Reservation,
    ReserveRequest, Reserved, Settled, StoreError,
};
use sqlx::{Connection as _, PgConnection};

use crate::engines::{Postgres, Redis};

/// One of the stores.
#[derive(Clone, Debug)]
pub enum Kept {
    /// In memory.
    Memory(Arc<MemoryStore>),
    /// In Redis.
    Redis(RedisStore),
    /// In PostgreSQL.
    Postgres(PostgresStore),
}

/// What a store needs to run.
pub enum Engine {
    /// Nothing.
    Memory,
    /// A server.
    Redis(Redis),
    /// A server.
    Postgres(Postgres),
}

fn redis_knows_for(redis: &Redis) -> (u64, u64) {
    let left = redis.command(
        r#"EVAL "local left = {} for _, key in ipairs(redis.call('KEYS', 'hookseal:*')) do table.insert(left, redis.call('TTL', key)) end table.sort(left) return left[1] .. ' ' .. left[#left]" 0"#,
    );
    // A bulk string: its length, and then itself.
    let (least, most) = left.lines().nth(1).unwrap().split_once(' ').unwrap();
    (least.parse().unwrap(), most.parse().unwrap())
}

async fn postgres_knows_for(postgres: &Postgres) -> (u64, u64) {
    let mut connection = PgConnection::connect(&postgres.url()).await.unwrap();
    let left: (i64, i64) = sqlx::query_as(
        "SELECT extract(epoch FROM min(expires_at) - now())::bigint, \
         extract(epoch FROM max(expires_at) - now())::bigint FROM hookseal.deliveries",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    (left.0.try_into().unwrap(), left.1.try_into().unwrap())
}

/// Why an engine does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its processes are killed, and with them its connections.
    Killed,
    /// Its processes stand still; connections stay, and new ones are even taken.
    Frozen,
}

impl Engine {
    /// The engine of this name, started.
    pub fn start(name: &str) -> Self {
        match name {
            "memory" => Self::Memory,
            "redis" => Self::Redis(Redis::start()),
            "valkey" => Self::Redis(Redis::valkey()),
            "postgres" => Self::Postgres(Postgres::start()),
            _ => panic!("no store is called {name}"),
        }
    }

    /// The URL of its store.
    pub fn url(&self) -> String {
        match self {
            Self::Memory => "memory:".to_owned(),
            Self::Redis(redis) => redis.url(),
            Self::Postgres(postgres) => postgres.url(),
        }
    }

    /// For how long it will yet know what it knows, by its own clock: at least, and at most.
    pub(super) async fn known_for(&self) -> (Duration, Duration) {
        let (least, most) = match self {
            Self::Memory => panic!("it has no engine to be asked"),
            Self::Redis(redis) => redis_knows_for(redis),
            Self::Postgres(postgres) => postgres_knows_for(postgres).await,
        };
        (Duration::from_secs(least), Duration::from_secs(most))
    }

    /// Has it answer nothing any more.
    pub fn fail(&mut self, fault: Fault) {
        match (self, fault) {
            (Self::Memory, _) => {}
            (Self::Redis(redis), Fault::Killed) => redis.kill(),
            (Self::Redis(redis), Fault::Frozen) => redis.freeze(),
            (Self::Postgres(postgres), Fault::Killed) => postgres.kill(),
            (Self::Postgres(postgres), Fault::Frozen) => postgres.freeze(),
        }
    }

    /// Ends its fault.
    pub fn recover(&mut self, fault: Fault) {
        match (self, fault) {
            (Self::Memory, _) => {}
            (Self::Redis(redis), Fault::Killed) => redis.begin(),
            (Self::Redis(redis), Fault::Frozen) => redis.thaw(),
            (Self::Postgres(postgres), Fault::Killed) => postgres.begin(),
            (Self::Postgres(postgres), Fault::Frozen) => postgres.thaw(),
        }
    }
}

impl Kept {
    /// The store at this URL.
    pub async fn connect(url: &str) -> Self {
        if url.starts_with("redis:") {
            Self::Redis(RedisStore::connect(url).await.unwrap())
        } else if url.starts_with("postgres:") {
            Self::Postgres(PostgresStore::connect(url).await.unwrap())
        } else {
            Self::Memory(Arc::default())
        }
    }

    /// A guard over it.
    pub(super) fn guard(
        &self,
        configure: impl FnOnce(ReplayGuardBuilder) -> ReplayGuardBuilder,
    ) -> ReplayGuard {
        let builder = ReplayGuard::builder("storm", self.clone());
        configure(builder).build().unwrap()
    }
}

impl ReplayStore for Kept {
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        match self {
            Self::Memory(store) => store.reserve(request).await,
            Self::Redis(store) => store.reserve(request).await,
            Self::Postgres(store) => store.reserve(request).await,
        }
    }

    async fn extend(&self, held: &Reservation) -> Result<Settled, StoreError> {
        match self {
            Self::Memory(store) => store.extend(held).await,
            Self::Redis(store) => store.extend(held).await,
            Self::Postgres(store) => store.extend(held).await,
        }
    }

    async fn commit(&self, held: &Reservation) -> Result<Settled, StoreError> {
        match self {
            Self::Memory(store) => store.commit(held).await,
            Self::Redis(store) => store.commit(held).await,
            Self::Postgres(store) => store.commit(held).await,
        }
    }

    async fn release(&self, held: &Reservation) -> Result<Settled, StoreError> {
        match self {
            Self::Memory(store) => store.release(held).await,
            Self::Redis(store) => store.release(held).await,
            Self::Postgres(store) => store.release(held).await,
        }
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        match self {
            Self::Memory(store) => store.forget(key).await,
            Self::Redis(store) => store.forget(key).await,
            Self::Postgres(store) => store.forget(key).await,
        }
    }
}
