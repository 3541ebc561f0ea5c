//! Which store, and the engine behind it.

use std::sync::Arc;

use hookseal::postgres::PostgresStore;
use hookseal::redis::RedisStore;
use hookseal::replay::{
    DeliveryKey, MemoryStore, ReplayGuard, ReplayGuardBuilder, ReplayStore, Reservation,
    ReserveRequest, Reserved, Settled, StoreError,
};

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

impl Engine {
    /// The engine of this name, started.
    pub fn start(name: &str) -> Self {
        match name {
            "memory" => Self::Memory,
            "redis" => Self::Redis(Redis::start()),
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

    /// Kills it.
    pub fn kill(&mut self) {
        match self {
            Self::Memory => {}
            Self::Redis(redis) => redis.kill(),
            Self::Postgres(postgres) => postgres.kill(),
        }
    }

    /// Begins again.
    pub fn begin(&mut self) {
        match self {
            Self::Memory => {}
            Self::Redis(redis) => redis.begin(),
            Self::Postgres(postgres) => postgres.begin(),
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
