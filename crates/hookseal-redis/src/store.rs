//! The store: keys, and the answers of scripts.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hookseal_replay::{
    DeliveryKey, Health, ReplayStore, Reservation, ReserveRequest, Reserved, Settled, StoreError,
};
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, RedisError, RedisResult, ScriptInvocation, Value};

use crate::RedisStoreError;
use crate::check::{Facts, IsBounded};
use crate::scripts::{Scripts, VERSION};

/// Remembers deliveries in Redis. Cheap to clone.
#[derive(Clone)]
pub struct RedisStore<C = ConnectionManager> {
    connection: C,
    prefix: Arc<str>,
    scripts: Arc<Scripts>,
}

/// Configures a [`RedisStore`].
#[derive(Clone)]
#[must_use = "call `connect` to get the store"]
pub struct RedisStoreBuilder {
    url: String,
    prefix: String,
    allow_eviction: bool,
}

impl RedisStore {
    /// Connects to a server, such as `redis://127.0.0.1/`, over one connection that is
    /// re-established when it breaks.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or [`RedisStoreError::Evicts`].
    pub async fn connect(url: impl Into<String>) -> Result<Self, RedisStoreError> {
        Self::builder(url).connect().await
    }

    /// Configures a store.
    pub fn builder(url: impl Into<String>) -> RedisStoreBuilder {
        RedisStoreBuilder {
            url: url.into(),
            prefix: PREFIX.to_owned(),
            allow_eviction: false,
        }
    }
}

impl RedisStoreBuilder {
    /// The prefix of all keys (default `hookseal:`).
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Accepts a server that evicts keys when its memory is full; completed deliveries may
    /// then be handled again.
    pub fn allow_eviction(mut self) -> Self {
        self.allow_eviction = true;
        self
    }

    /// Connects, and asks the server how it is configured.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or [`RedisStoreError::Evicts`].
    pub async fn connect(self) -> Result<RedisStore, RedisStoreError> {
        // A guard gives up sooner; what remains is to be back soon after an outage.
        let config = ConnectionManagerConfig::new()
            .set_min_delay(Duration::from_millis(50))
            .set_max_delay(Duration::from_millis(500))
            .set_connection_timeout(Some(Duration::from_secs(1)))
            .set_response_timeout(Some(Duration::from_secs(1)));
        let client = Client::open(self.url)?;
        let connection = ConnectionManager::new_with_config(client, config).await?;
        let store = RedisStore::with_connection(connection, self.prefix);
        if !self.allow_eviction
            && let Some((policy, IsBounded(true))) = store.facts().await?.eviction()
        {
            return Err(RedisStoreError::Evicts {
                policy: policy.to_owned(),
            });
        }
        Ok(store)
    }
}

impl<C> RedisStore<C>
where
    C: ConnectionLike + Clone + Send + Sync + 'static,
{
    /// A store over a connection that the app has made, such as one to a cluster, with keys
    /// that begin with `prefix`. Nothing is asked yet: see
    /// [`ReplayGuard::check_store`](hookseal_replay::ReplayGuard::check_store).
    #[must_use]
    pub fn with_connection(connection: C, prefix: impl Into<String>) -> Self {
        Self {
            connection,
            prefix: prefix.into().into(),
            scripts: Arc::new(Scripts::new()),
        }
    }

    /// The server's settings; empty if it does not allow `INFO`.
    async fn facts(&self) -> RedisResult<Facts> {
        let mut connection = self.connection.clone();
        let info: RedisResult<Value> = Cmd::new().arg("INFO").query_async(&mut connection).await;
        match info {
            Ok(info) => Ok(Facts::of(info)),
            Err(error) if error.is_io_error() || error.is_timeout() => Err(error),
            Err(_) => Ok(Facts::default()), // an access list may forbid it
        }
    }

    /// The key of a record. All records' keys differ, so a cluster spreads them.
    fn key(&self, key: &DeliveryKey) -> String {
        format!("{}{key}", self.prefix)
    }

    async fn settle(&self, mut script: ScriptInvocation<'_>, held: &Reservation) -> Outcome {
        let mut connection = self.connection.clone();
        let script = script.key(self.key(held.key()));
        match script.invoke_async(&mut connection).await.map_err(failed)? {
            0 => Ok(Settled::Applied),
            1 => Ok(Settled::AlreadyCommitted),
            2 => Ok(Settled::Fenced),
            other => Err(unexpected(&other)),
        }
    }
}

type Outcome = Result<Settled, StoreError>;

impl<C> ReplayStore for RedisStore<C>
where
    C: ConnectionLike + Clone + Send + Sync + 'static,
{
    async fn reserve(&self, request: &ReserveRequest) -> Result<Reserved, StoreError> {
        let mut connection = self.connection.clone();
        let answer: Vec<u64> = self
            .scripts
            .reserve
            .key(self.key(request.key()))
            .arg(VERSION)
            .arg(request.fingerprint().as_bytes().as_slice())
            .arg(millis(request.lease()))
            .arg(millis(request.retention()))
            .invoke_async(&mut connection)
            .await
            .map_err(failed)?;
        match answer[..] {
            [0, token, attempt] => {
                let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
                Ok(Reserved::Granted(Reservation::new(
                    *request, token, attempt,
                )))
            }
            [1, left] => Ok(Reserved::InFlight {
                lease_left: Duration::from_millis(left),
            }),
            [2, same_body] => Ok(Reserved::Done {
                same_body: same_body == 1,
            }),
            [3] => Err(StoreError::new(
                "its record was written by another version of hookseal",
            )),
            [4] => Err(StoreError::new(
                "its record is in a state that this store never writes",
            )),
            _ => Err(unexpected(&answer)),
        }
    }

    async fn extend(&self, held: &Reservation) -> Outcome {
        let mut script = self.scripts.extend.arg(held.token());
        script
            .arg(millis(held.request().lease()))
            .arg(millis(held.request().retention()));
        self.settle(script, held).await
    }

    async fn commit(&self, held: &Reservation) -> Outcome {
        let mut script = self.scripts.commit.arg(held.token());
        script.arg(millis(held.request().retention()));
        self.settle(script, held).await
    }

    async fn release(&self, held: &Reservation) -> Outcome {
        let script = self.scripts.release.arg(held.token());
        self.settle(script, held).await
    }

    async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        let mut connection = self.connection.clone();
        let forgotten: u8 = self
            .scripts
            .forget
            .key(self.key(key))
            .invoke_async(&mut connection)
            .await
            .map_err(failed)?;
        Ok(forgotten == 1)
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let facts = self.facts().await.map_err(failed)?;
        let mut health = Health::sound();
        if !facts.are_known() {
            return Ok(health.concern(
                "the server does not allow INFO: make sure yourself that its maxmemory-policy is noeviction and its append-only file is enabled",
            ));
        }
        match facts.eviction() {
            None => {}
            Some((policy, IsBounded(true))) => {
                health = health.concern(format!(
                    "the server evicts keys when its memory is full (maxmemory-policy {policy}), so completed deliveries can be handled again; set it to noeviction"
                ));
            }
            Some((policy, IsBounded(false))) => {
                health = health.concern(format!(
                    "the server would evict keys (maxmemory-policy {policy}) if it had a memory limit; set it to noeviction"
                ));
            }
        }
        if facts.forgets_at_restart() {
            health = health.concern(
                "the server keeps no append-only file, so a restart forgets completed deliveries; set appendonly to yes",
            );
        }
        if facts.is_replica() {
            health = health.concern(
                "the server is a replica, which accepts no writes; connect to its primary",
            );
        }
        Ok(health)
    }
}

fn failed(error: RedisError) -> StoreError {
    StoreError::new(error)
}

fn unexpected(answer: &impl fmt::Debug) -> StoreError {
    StoreError::new(format!("a script returned {answer:?}"))
}

/// At least one, since a key that expires at once would be none.
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis())
        .unwrap_or(u64::MAX)
        .max(1)
}

const PREFIX: &str = "hookseal:";

/// Without the URL, which may hold a password.
impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStoreBuilder")
            .field("prefix", &self.prefix)
            .field("allow_eviction", &self.allow_eviction)
            .finish_non_exhaustive()
    }
}
