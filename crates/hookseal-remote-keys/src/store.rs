//! The cached keys, the ids known to be missing, and the fetches in progress.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use hookseal_core::adapter::Sampler;
use hookseal_core::keys::{KeyRules, ReadyKeys, Unresolved};
use hookseal_core::time::{Clock as _, SystemClock};
use hookseal_core::{ConfigError, Key, KeyRing, PublicKey};
use moka::sync::Cache;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::fetch::{Answer, Fetcher, Request};
use crate::limits::Limits;
use crate::source::{KeySource, RemoteKey, is_key_id};

/// The shared state of a [`RemoteKeys`](crate::RemoteKeys).
///
/// Keys, unknown ids and failures have a cache each, so no flood of unknown ids can evict a
/// key.
pub(crate) struct Store {
    pub(crate) source: Box<dyn KeySource>,
    pub(crate) limits: Limits,
    pub(crate) allowed: Option<HashSet<Box<str>>>,
    fetcher: Fetcher,
    /// The key requirements of the one scheme that this serves.
    rules: OnceLock<KeyRules>,
    /// By id.
    keys: Cache<Arc<str>, Arc<Kept>>,
    /// By id.
    unknown: Cache<Arc<str>, ()>,
    /// By address, with the reason.
    failed: Cache<Arc<str>, Arc<str>>,
    /// Fetches under way, by address. Locked for moments, never while something is fetched.
    flights: Mutex<HashMap<Arc<str>, Flight>>,
    budget: DefaultDirectRateLimiter,
    slots_for_unknown: Semaphore,
    slots_for_kept: Semaphore,
    /// How often it is said that keys cannot be fetched.
    lines_for_unknown: Sampler,
    lines_for_kept: Sampler,
}

/// Anyone can have ids asked for that an endpoint answers by errors, so it is not said of each.
fn say_failed(lines: &Sampler, host: Option<&str>, id: &str, reason: &str) {
    match lines.due(SystemClock.now()) {
        Some(more) => {
            tracing::warn!(target: "hookseal", host, id, more, "could not fetch keys: {reason}");
        }
        None => {
            tracing::debug!(target: "hookseal", host, id, "could not fetch keys: {reason}");
        }
    }
}

const BETWEEN_LINES: Duration = Duration::from_secs(60);

/// A key that has been fetched, checked and made ready.
pub(crate) struct Kept {
    pub(crate) key: RemoteKey,
    pub(crate) ready: ReadyKeys,
    fetched: Instant,
}

/// A fetch under way, and then what it has brought.
pub(crate) type Flight = watch::Receiver<Option<Outcome>>;

/// The result of a fetch.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// These keys, perhaps without the one asked for.
    Keys(Arc<[Arc<Kept>]>),
    /// The key does not exist.
    Unknown,
    /// The fetch failed.
    Failed(Arc<str>),
}

impl Outcome {
    /// The result for the key with this id.
    pub(crate) fn of(&self, id: &str) -> Result<Arc<Kept>, Unresolved> {
        match self {
            Self::Keys(keys) => keys
                .iter()
                .find(|kept| kept.key.id() == id)
                .cloned()
                .ok_or(Unresolved::Unknown),
            Self::Unknown => Err(Unresolved::Unknown),
            Self::Failed(reason) => Err(Unresolved::unavailable(reason)),
        }
    }
}

/// The immediate result of looking up a key.
pub(crate) enum Look {
    /// It can be used.
    Here(Arc<Kept>),
    /// It is being fetched; `stale` can be used if that fails.
    Wait {
        flight: Flight,
        stale: Option<Arc<Kept>>,
    },
    /// It cannot be used.
    No(Unresolved),
}

/// The state of a key in the caches.
enum Cached {
    /// It can be used, and need not be fetched again now.
    Usable(Arc<Kept>),
    /// It can be used, but its time to live is nearly over.
    Ageing(Arc<Kept>),
    /// It is to be used only if it cannot be fetched.
    Stale(Arc<Kept>),
    Unknown,
    Failed(Arc<str>),
    Nothing,
}

impl Store {
    pub(crate) fn new(
        source: Box<dyn KeySource>,
        limits: Limits,
        allowed: Option<HashSet<Box<str>>>,
        fetcher: Fetcher,
        quota: Quota,
    ) -> Self {
        let cache = |entries, lifetime: Duration| {
            Cache::builder()
                .max_capacity(entries)
                .time_to_live(lifetime)
        };
        Self {
            source,
            limits,
            allowed,
            fetcher,
            rules: OnceLock::new(),
            keys: cache(limits.max_keys, limits.ttl + limits.max_stale).build(),
            unknown: Cache::builder()
                .max_capacity(MAX_UNKNOWN)
                .time_to_live(limits.unknown_ttl)
                .build(),
            failed: Cache::builder()
                .max_capacity(MAX_FAILED)
                .time_to_live(limits.failure_ttl)
                .build(),
            flights: Mutex::default(),
            budget: RateLimiter::direct(quota),
            slots_for_unknown: Semaphore::new(limits.concurrent_fetches),
            slots_for_kept: Semaphore::new(limits.concurrent_fetches),
            lines_for_unknown: Sampler::every(BETWEEN_LINES),
            lines_for_kept: Sampler::every(BETWEEN_LINES),
        }
    }

    /// Whether it can be an id, and is an accepted one.
    pub(crate) fn takes(&self, id: &str) -> bool {
        let allowed = self.allowed.as_ref();
        self.source.unnamed() == Some(id)
            || (is_key_id(id)
                && self.source.takes(id)
                && allowed.is_none_or(|allowed| allowed.contains(id)))
    }

    /// Keys are kept as this scheme has them; another's would be other keys.
    pub(crate) fn serves(&self, rules: &KeyRules) -> Result<(), Unresolved> {
        if self.rules.get_or_init(|| rules.clone()) == rules {
            return Ok(());
        }
        Err(Unresolved::unavailable(
            "a `RemoteKeys` serves one scheme only; build another one for this scheme",
        ))
    }

    /// Looks up the key `id`; starts to fetch it if necessary.
    pub(crate) fn look(self: &Arc<Self>, id: &Arc<str>) -> Look {
        // Most often that is all.
        if let Some(kept) = self.keys.get(id)
            && self.is_young(&kept)
        {
            return Look::Here(kept);
        }
        let url = self.source.url(id);
        let question = self.source.question(id);
        let address: Arc<str> = match &question {
            None => Arc::from(url.as_str()),
            // One address has many answers then.
            Some(_) => Arc::from(format!("{url} {id}")),
        };
        let mut flights = self.flights();
        // Under the lock: a fetch that has ended has left its outcome in the caches.
        let (stale, ageing) = match self.cached(id, &address) {
            Cached::Usable(kept) => return Look::Here(kept),
            Cached::Unknown => return Look::No(Unresolved::Unknown),
            Cached::Failed(reason) => return Look::No(Unresolved::unavailable(reason)),
            Cached::Ageing(kept) => (Some(kept), true),
            Cached::Stale(kept) => (Some(kept), false),
            Cached::Nothing => (None, false),
        };
        let flight = if let Some(flight) = flights.get(&address) {
            Ok(flight.clone())
        } else {
            let request = Request { url, question };
            self.take_off(&mut flights, id, request, address, stale.is_some())
        };
        drop(flights);
        match (flight, stale) {
            (_, Some(kept)) if ageing => Look::Here(kept),
            (Ok(flight), stale) => Look::Wait { flight, stale },
            (Err(_), Some(kept)) => Look::Here(kept),
            (Err(why), None) => Look::No(why),
        }
    }

    fn cached(&self, id: &Arc<str>, address: &Arc<str>) -> Cached {
        if let Some(kept) = self.keys.get(id) {
            let ttl = self.limits.ttl;
            let age = kept.fetched.elapsed();
            if age < ttl + self.limits.max_stale {
                // Nothing is asked of an endpoint that has failed just now.
                return if self.is_young(&kept) || self.failed.contains_key(address) {
                    Cached::Usable(kept)
                } else if age < ttl {
                    Cached::Ageing(kept)
                } else {
                    Cached::Stale(kept)
                };
            }
        }
        if self.unknown.contains_key(id) {
            return Cached::Unknown;
        }
        match self.failed.get(address) {
            Some(reason) => Cached::Failed(reason),
            None => Cached::Nothing,
        }
    }

    /// Whether it is in the first four fifths of its time to live.
    fn is_young(&self, kept: &Kept) -> bool {
        kept.fetched.elapsed() < self.limits.ttl / 5 * 4
    }

    /// Begins to fetch, in a task that ends by itself.
    fn take_off(
        self: &Arc<Self>,
        flights: &mut HashMap<Arc<str>, Flight>,
        id: &Arc<str>,
        request: Request,
        address: Arc<str>,
        kept: bool,
    ) -> Result<Flight, Unresolved> {
        if !kept && self.budget.check().is_err() {
            return Err(Unresolved::unavailable(
                "too many uncached keys were requested",
            ));
        }
        let runtime = Handle::try_current()
            .map_err(|_| Unresolved::unavailable("fetching keys needs a Tokio runtime"))?;
        let (sender, flight) = watch::channel(None);
        flights.insert(Arc::clone(&address), flight.clone());
        let landing = Landing {
            store: Arc::clone(self),
            address,
        };
        let id = Arc::clone(id);
        runtime.spawn(async move {
            let outcome = landing.store.fly(&id, request, kept).await;
            landing.store.keep(&id, &landing.address, &outcome);
            drop(landing);
            sender.send_replace(Some(outcome));
        });
        Ok(flight)
    }

    async fn fly(&self, id: &str, request: Request, kept: bool) -> Outcome {
        let slots = if kept {
            &self.slots_for_kept
        } else {
            &self.slots_for_unknown
        };
        let host = request.url.host_str().map(str::to_owned);
        let answer = timeout(self.limits.timeout, async {
            let _slot = slots.acquire().await;
            self.fetcher.ask(request).await
        })
        .await
        .unwrap_or_else(|_| Err("no answer in time".to_owned()));
        let outcome = match answer {
            Ok(Answer::Document(body)) => self.read(id, &body),
            Ok(Answer::Missing) if self.source.missing_is_unknown() => Outcome::Unknown,
            Ok(Answer::Missing) => Outcome::Failed(Arc::from("the document does not exist")),
            Err(reason) => Outcome::Failed(reason.into()),
        };
        match &outcome {
            Outcome::Keys(keys) => {
                tracing::debug!(target: "hookseal", ?host, id, keys = keys.len(), "keys fetched");
            }
            Outcome::Unknown => {
                tracing::debug!(target: "hookseal", ?host, id, "the key does not exist");
            }
            Outcome::Failed(reason) => {
                let lines = if kept {
                    &self.lines_for_kept
                } else {
                    &self.lines_for_unknown
                };
                say_failed(lines, host.as_deref(), id, reason);
            }
        }
        outcome
    }

    /// The keys of a document that can be used.
    fn read(&self, id: &str, body: &[u8]) -> Outcome {
        let keys = match self.source.read(id, body) {
            Ok(keys) => keys,
            Err(error) => return Outcome::Failed(error.to_string().into()),
        };
        let Some(rules) = self.rules.get() else {
            return Outcome::Failed(Arc::from("no verifier has set the scheme yet"));
        };
        let fetched = Instant::now();
        let mut unfit = None;
        let kept: Vec<_> = keys
            .into_iter()
            .filter(|key| self.takes(key.id()))
            .filter_map(|key| match prepare(&key, rules) {
                Ok(ready) => Some(Arc::new(Kept {
                    key,
                    ready,
                    fetched,
                })),
                Err(error) => {
                    unfit = Some(error);
                    None
                }
            })
            .collect();
        match unfit {
            Some(error) if kept.is_empty() => {
                Outcome::Failed(format!("no key is valid for the scheme: {error}").into())
            }
            None if kept.is_empty() && !self.source.missing_is_unknown() => {
                Outcome::Failed(Arc::from("the document contains no usable key"))
            }
            _ => Outcome::Keys(kept.into()),
        }
    }

    /// Keeps what a fetch for `id` has brought.
    fn keep(&self, id: &Arc<str>, address: &Arc<str>, outcome: &Outcome) {
        if let Outcome::Keys(keys) = outcome {
            for kept in keys.iter() {
                let id: Arc<str> = Arc::from(kept.key.id());
                self.unknown.invalidate(&id);
                self.keys.insert(id, Arc::clone(kept));
            }
        }
        match outcome.of(id) {
            Ok(_) => {}
            Err(Unresolved::Unknown) => {
                self.keys.invalidate(id);
                self.unknown.insert(Arc::clone(id), ());
            }
            Err(_) => {
                if let Outcome::Failed(reason) = outcome {
                    self.failed.insert(Arc::clone(address), Arc::clone(reason));
                }
            }
        }
    }

    /// A fetch of all keys, for another key, has shown that this id does not exist;
    /// if a key is cached, it is `stale`, or newer than that fetch.
    pub(crate) fn remember_unknown(&self, id: &Arc<str>, stale: Option<&Arc<Kept>>) {
        match (self.keys.get(id), stale) {
            (None, _) => self.unknown.insert(Arc::clone(id), ()),
            (Some(kept), Some(stale)) if Arc::ptr_eq(&kept, stale) => {
                self.keys.invalidate(id);
                self.unknown.insert(Arc::clone(id), ());
            }
            (Some(_), _) => {}
        }
    }

    /// Forgets all keys, unknown ids and failures.
    pub(crate) fn clear(&self) {
        self.keys.invalidate_all();
        self.unknown.invalidate_all();
        self.failed.invalidate_all();
    }

    /// How many keys are kept.
    pub(crate) fn len(&self) -> u64 {
        self.keys.run_pending_tasks(); // or it may count some that have gone
        self.keys.entry_count()
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Arc<str>, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prepare(key: &RemoteKey, rules: &KeyRules) -> Result<ReadyKeys, ConfigError> {
    if key.texts.len() < 2 {
        let ring: KeyRing = configured(key).collect::<Result<_, _>>()?;
        return Ok(rules.prepare(ring)?.of_one_sender());
    }
    // Of several, those that fit.
    let fits = |key: &Result<Key, ConfigError>, again: Result<Key, ConfigError>| {
        key.is_ok() && again.and_then(|key| rules.prepare(key)).is_ok()
    };
    let ring: KeyRing = configured(key)
        .zip(configured(key))
        .filter_map(|(key, again)| fits(&key, again).then_some(key))
        .collect::<Result<_, _>>()?;
    Ok(rules.prepare(ring)?.of_one_sender())
}

/// The keys as an app would configure them. Where there is one, it has its id; several are
/// for requests that name none.
pub(crate) fn configured(remote: &RemoteKey) -> impl Iterator<Item = Result<Key, ConfigError>> {
    let one = remote.texts.len() == 1;
    remote.texts.iter().map(move |text| {
        let key = Key::from(PublicKey::new(&**text)?).label(remote.id());
        Ok(if one { key.id(remote.id()) } else { key })
    })
}

/// Ends a flight, however it ends.
struct Landing {
    store: Arc<Store>,
    address: Arc<str>,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.store.flights().remove(&self.address);
    }
}

const MAX_UNKNOWN: u64 = 10_000;
const MAX_FAILED: u64 = 1_000;
