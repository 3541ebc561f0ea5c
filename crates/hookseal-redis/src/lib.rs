//! Webhook deliveries handled once across processes and machines, by Redis or Valkey.
//!
//! ```no_run
//! use hookseal_replay::ReplayGuard;
//! use hookseal_redis::RedisStore;
//!
//! # async fn guard() -> Result<(), Box<dyn std::error::Error>> {
//! let store = RedisStore::connect("redis://127.0.0.1/").await?;
//! let guard = ReplayGuard::new("billing", store)?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! Each delivery is handled at least once, and again only if the first run has failed,
//! crashed, or lost its lease. That holds as long as Redis keeps its data:
//!
//! - **Eviction** of keys lets done deliveries be handled again. [`RedisStore::connect`]
//!   refuses a server that evicts.
//! - **Without an append-only file** a restart forgets what came since the last snapshot, or
//!   all. With `appendfsync everysec` that is up to two seconds, with `always` nothing.
//! - **A failover** to a replica forgets what had not been copied to it.
//!
//! A forgotten delivery is handled again if its sender retries; nothing is lost.
//!
//! # How
//!
//! One hash for each delivery, under one key; one script for each operation, called by its
//! digest, so each is one atomic step and one round trip. Time is the server's.
//!
//! Redis 5 or later, or Valkey. The tests run against Redis 7.0 and Valkey 8.0, of Debian 12
//! and its backports.
//!
//! # In a cluster
//!
//! Deliveries are spread over the nodes, by [`RedisStore::with_connection`] over a connection
//! of the `redis` crate's `cluster_async` (feature `cluster`). The tests run against three
//! nodes, also while slots move between them and while one is down: its deliveries are then
//! answered 503 and retried.

mod check;
mod error;
mod scripts;
mod store;

pub use self::error::RedisStoreError;
pub use self::store::{RedisStore, RedisStoreBuilder};
