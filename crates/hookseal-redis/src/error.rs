//! Why a store cannot be connected.

/// A store that cannot be connected, or that would not keep its promise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedisStoreError {
    /// The server drops keys when its memory is full.
    #[error(
        "the server evicts keys when its memory is full (maxmemory-policy {policy}), so completed deliveries could be handled again; set it to noeviction, or accept this with `allow_eviction`"
    )]
    Evicts {
        /// Its `maxmemory-policy`.
        policy: String,
    },
    /// The client has failed.
    #[error("redis: {0}")]
    Redis(#[from] redis::RedisError),
}
