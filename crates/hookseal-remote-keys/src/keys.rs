//! The resolver.

use std::fmt;
use std::sync::Arc;

use hookseal_core::KeyRing;
use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
use tokio::time::{Instant, timeout_at};

use crate::store::{Kept, Look, Store, configured};

/// Finds the keys that a request names by their ids, over HTTPS, and keeps them.
///
/// Give it to `Verifier::builder(…).resolver(…)`. Cheap to clone; clones share what they
/// keep. One `RemoteKeys` serves one scheme: to verifiers of another it is unavailable.
///
/// See the [crate](crate) for bounds and behaviour.
#[derive(Clone)]
pub struct RemoteKeys(Arc<Store>);

impl RemoteKeys {
    pub(crate) const fn new(store: Arc<Store>) -> Self {
        Self(store)
    }

    /// Forgets all keys and all that is known of ids and failures, as when a key has been
    /// compromised: the next delivery has its key fetched. What is on its way goes on.
    pub fn clear(&self) {
        self.0.clear();
    }
}

impl KeyResolver for RemoteKeys {
    type Query = Vec<Arc<str>>;

    /// The keys are public, and so are their ids.
    fn hides_whom_it_knows(&self) -> bool {
        false
    }

    fn query(&self, request: &KeyQuery<'_>) -> Result<Vec<Arc<str>>, Unresolved> {
        let ids: Vec<Arc<str>> = request
            .key_ids()
            .iter()
            .filter(|id| self.0.takes(id))
            .map(|id| Arc::from(id.as_str()))
            .collect();
        if !ids.is_empty() {
            return Ok(ids);
        }
        match self.0.source.unnamed() {
            Some(id) => Ok(vec![Arc::from(id)]),
            None => Err(Unresolved::Unknown),
        }
    }

    async fn resolve(&self, ids: Vec<Arc<str>>, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
        self.0.serves(&rules)?;
        let mut found = Found::default();
        let mut waiting = Vec::new();
        for id in ids {
            match self.0.look(&id) {
                Look::Here(kept) => found.add(Ok(kept)),
                Look::No(why) => found.add(Err(why)),
                Look::Wait { flight, stale } => waiting.push((id, flight, stale)),
            }
        }
        // If a usable key is at hand, wait less.
        let timeout = self.0.limits.timeout;
        let in_hand = !found.keys.is_empty() || waiting.iter().any(|(.., stale)| stale.is_some());
        let patience = if in_hand { timeout / 4 } else { timeout };
        let deadline = Instant::now() + patience;
        for (id, mut flight, stale) in waiting {
            let landed = timeout_at(deadline, flight.wait_for(Option::is_some)).await;
            let fetched = match landed {
                Ok(Ok(outcome)) => match &*outcome {
                    Some(outcome) => outcome.of(&id),
                    None => Err(Unresolved::unavailable("the fetch ended without a result")),
                },
                Ok(Err(_)) => Err(Unresolved::unavailable("the fetch was cancelled")),
                Err(_) => Err(Unresolved::unavailable("the key did not arrive in time")),
            };
            found.add(match (fetched, stale) {
                (Err(Unresolved::Unavailable { .. }), Some(stale)) => Ok(stale),
                (Err(Unresolved::Unknown), stale) => {
                    self.0.remember_unknown(&id, stale.as_ref());
                    Err(Unresolved::Unknown)
                }
                (fetched, _) => fetched,
            });
        }
        found.ready(&rules)
    }
}

/// The keys found for the ids of one request.
#[derive(Default)]
struct Found {
    keys: Vec<Arc<Kept>>,
    unavailable: Option<Unresolved>,
}

impl Found {
    fn add(&mut self, found: Result<Arc<Kept>, Unresolved>) {
        match found {
            Ok(kept) => self.keys.push(kept),
            Err(Unresolved::Unknown) => {}
            Err(why) => self.unavailable = Some(why),
        }
    }

    fn ready(self, rules: &KeyRules) -> Result<ReadyKeys, Unresolved> {
        match self.keys.as_slice() {
            [] => Err(self.unavailable.unwrap_or(Unresolved::Unknown)),
            [kept] => Ok(kept.ready.clone()),
            // Several ids in one request are rare.
            [first, ..] => {
                let keys = self.keys.iter().flat_map(|kept| configured(&kept.key));
                let ring: KeyRing = keys.collect::<Result<_, _>>()?;
                // One key under two ids makes no ring.
                let ready = rules.prepare(ring).map(ReadyKeys::of_one_sender);
                Ok(ready.unwrap_or_else(|_| first.ready.clone()))
            }
        }
    }
}

/// Shows where the keys come from, and no key.
impl fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteKeys")
            .field("source", &self.0.source)
            .field("kept", &self.0.len())
            .finish_non_exhaustive()
    }
}
