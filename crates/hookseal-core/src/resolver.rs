//! Keys found when a request arrives: by tenant, by key id, in a database or behind a URL.

mod erased;
mod strangers;
mod tenant;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use self::erased::{AnyResolver, Resolution};
pub(crate) use self::strangers::Strangers;

use crate::check::AnyScheme;
use crate::head::Wanted;
use crate::key::{PreparedKeys, SecretRules};
use crate::{Algorithm, ConfigError, KeyRing, RequestHead, SignatureScheme};

/// Finds the keys of a request.
///
/// In two steps, since a request's head is only borrowed: [`query`](Self::query) reads
/// from it what the lookup needs, [`resolve`](Self::resolve) looks it up. What the request
/// says is not verified yet; it may choose keys, and nothing else. The few schemes whose keys
/// only the body names come here when the body has been read.
///
/// Requests that can be refused without a key never come here. Where there are no keys,
/// the answer is the same 401 as for a wrong signature, in about the same time.
///
/// ```
/// use std::collections::HashMap;
///
/// use hookseal_core::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Secret, Unresolved};
///
/// /// Each tenant's secret, in memory.
/// #[derive(Debug)]
/// struct Tenants(HashMap<String, String>);
///
/// impl KeyResolver for Tenants {
///     type Query = String;
///
///     fn query(&self, request: &KeyQuery<'_>) -> Result<String, Unresolved> {
///         request.tenant().map(str::to_owned).ok_or(Unresolved::Unknown)
///     }
///
///     async fn resolve(&self, tenant: String, rules: KeyRules) -> Result<ReadyKeys, Unresolved> {
///         let secret = self.0.get(&tenant).ok_or(Unresolved::Unknown)?;
///         Ok(rules.prepare(Secret::new(secret.as_str())?)?.of_tenant(tenant))
///     }
/// }
/// ```
pub trait KeyResolver: fmt::Debug + Send + Sync + 'static {
    /// What is looked up, such as a tenant's name or a key id.
    type Query: Send + 'static;

    /// Whether every tenant signs by the verifier's own scheme. Yes, by default: requests
    /// that this scheme refuses without a key are then not looked up.
    ///
    /// Say no where [`KeyRules::prepare_as`] gives tenants schemes of their own.
    fn one_scheme_for_all(&self) -> bool {
        true
    }

    /// Whether it must not be seen from outside whom this resolver knows. Yes, by default: the
    /// request of a stranger is then received and checked like one with a wrong signature, by
    /// keys that nobody has, as many as those have whom the resolver knows.
    ///
    /// It is hidden by the answer, by when it comes, and by how much is hashed; not by the time
    /// that the lookup itself takes, which is the resolver's, nor where tenants with schemes of
    /// their own have other algorithms than the verifier's scheme.
    ///
    /// Say no where everybody may know, as where a sender publishes its keys: strangers are
    /// then refused without their body being read.
    fn hides_whom_it_knows(&self) -> bool {
        true
    }

    /// Reads from the head what is to be looked up. Cheap, and bounded in size.
    ///
    /// # Errors
    ///
    /// [`Unresolved::Unknown`] when the head names nothing that could have keys.
    fn query(&self, request: &KeyQuery<'_>) -> Result<Self::Query, Unresolved>;

    /// Looks it up. `rules` makes keys ready; what it makes may be kept and returned
    /// again for as long as the keys stay the same.
    ///
    /// # Errors
    ///
    /// [`Unresolved`]. A panic counts as [`Unresolved::Unavailable`].
    fn resolve(
        &self,
        query: Self::Query,
        rules: KeyRules,
    ) -> impl Future<Output = Result<ReadyKeys, Unresolved>> + Send;
}

/// A request whose keys are wanted.
pub struct KeyQuery<'a> {
    head: &'a dyn RequestHead,
    key_ids: Vec<String>,
}

impl<'a> KeyQuery<'a> {
    /// A request that names these keys; of many, only the first are taken.
    pub(crate) fn new(
        head: &'a dyn RequestHead,
        ids: impl IntoIterator<Item = impl AsRef<str> + Into<String>>,
    ) -> Self {
        let mut key_ids: Vec<String> = Vec::new();
        for id in ids {
            if key_ids.len() < MAX_KEY_IDS && !key_ids.iter().any(|other| other == id.as_ref()) {
                key_ids.push(id.into());
            }
        }
        Self { head, key_ids }
    }

    /// The tenant, as the app has told the adapter to find it out.
    #[must_use]
    pub fn tenant(&self) -> Option<&'a str> {
        self.head.tenant()
    }

    /// The key ids that the request names, in its head or in its body, where the scheme has
    /// them; at most 8.
    #[must_use]
    pub fn key_ids(&self) -> &[String] {
        &self.key_ids
    }

    /// The request's head. Nothing in it is verified.
    #[must_use]
    pub const fn head(&self) -> &'a dyn RequestHead {
        self.head
    }
}

impl fmt::Debug for KeyQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyQuery")
            .field("tenant", &self.tenant())
            .finish_non_exhaustive()
    }
}

/// Key ids of one request that are looked up at most.
const MAX_KEY_IDS: usize = 8;

/// Whose request it is: put into a request's extensions by the app, in front of the
/// layer or the extractor that verifies.
///
/// Adapters also take it from a path parameter: see their `WebhookLayer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant(Box<str>);

impl Tenant {
    /// A tenant by this name.
    #[must_use]
    pub fn new(name: impl Into<Box<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why there are no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unresolved {
    /// Nobody of that name is known: the request is refused like one with a wrong
    /// signature.
    #[error("unknown tenant or key")]
    Unknown,
    /// It cannot be told now: 503, and the sender may come again.
    #[error("the key lookup failed: {reason}")]
    Unavailable {
        /// For the log; no secrets.
        reason: String,
        /// When the sender may come again.
        retry_after: Duration,
    },
}

impl Unresolved {
    /// Keys cannot be looked up now; the sender may come again in ten seconds.
    /// `reason` goes to the log.
    #[must_use]
    pub fn unavailable(reason: impl fmt::Display) -> Self {
        Self::Unavailable {
            reason: reason.to_string(),
            retry_after: Duration::from_secs(10),
        }
    }
}

/// What was found is no key of this scheme: the operator's to mend, so 503.
impl From<ConfigError> for Unresolved {
    fn from(error: ConfigError) -> Self {
        Self::unavailable(error)
    }
}

/// What a verifier's scheme demands of keys. Cheap to clone.
///
/// Where two are equal, so is what they make of a key: a resolver that keeps what it
/// has prepared can tell by that whether it fits the verifier that asks.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRules(Arc<Rules>);

#[derive(PartialEq, Eq)]
struct Rules {
    secrets: SecretRules,
    public_url: Option<String>,
}

impl KeyRules {
    pub(crate) fn new(secrets: SecretRules, public_url: Option<String>) -> Self {
        Self(Arc::new(Rules {
            secrets,
            public_url,
        }))
    }

    /// Checks keys and computes their schedules, once for as long as they are kept.
    ///
    /// # Errors
    ///
    /// What is wrong with them, as when a verifier is built.
    pub fn prepare(&self, keys: impl Into<KeyRing>) -> Result<ReadyKeys, ConfigError> {
        let keys = PreparedKeys::new(&keys.into(), &self.0.secrets)?;
        Ok(ReadyKeys::found(Arc::new(keys)))
    }

    /// As [`prepare`](Self::prepare), for a tenant who has chosen another hash or another
    /// header: `scheme` takes the place of the verifier's. Limits, clock, tolerance and
    /// methods stay the verifier's.
    ///
    /// # Errors
    ///
    /// What is wrong with the scheme or the keys.
    pub fn prepare_as(
        &self,
        scheme: impl SignatureScheme,
        keys: impl Into<KeyRing>,
    ) -> Result<ReadyKeys, ConfigError> {
        let scheme = AnyScheme::new(scheme);
        scheme.as_dyn().validate(self.0.public_url.as_deref())?;
        let said = scheme.description();
        let keys = PreparedKeys::new(&keys.into(), &said.secret_rules(self.0.secrets.allow_weak))?;
        let renamed = !said.other_names().is_empty();
        let wanted = renamed.then(|| scheme.wanted());
        Ok(ReadyKeys {
            scheme: Some(Arc::new(OwnScheme { scheme, wanted })),
            ..ReadyKeys::found(Arc::new(keys))
        })
    }

    pub(crate) fn provider(&self) -> &str {
        &self.0.secrets.scheme
    }

    /// The algorithm that keys are for.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.0.secrets.algorithm
    }
}

impl fmt::Debug for KeyRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRules")
            .field("provider", &self.provider())
            .field("algorithm", &self.0.secrets.algorithm)
            .finish_non_exhaustive()
    }
}

/// Keys ready to verify with, and whose they are. Cheap to clone.
#[derive(Clone)]
pub struct ReadyKeys {
    pub(crate) keys: Arc<PreparedKeys>,
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) scheme: Option<Arc<OwnScheme>>,
    /// Whether nobody has said whose they are.
    pub(crate) are_somebodys: bool,
}

/// The scheme of a tenant who has one of its own.
pub(crate) struct OwnScheme {
    pub(crate) scheme: AnyScheme,
    /// What is looked for in a head, where headers may have other names.
    pub(crate) wanted: Option<Wanted>,
}

impl ReadyKeys {
    pub(crate) const fn new(keys: Arc<PreparedKeys>) -> Self {
        Self {
            keys,
            tenant: None,
            scheme: None,
            are_somebodys: false,
        }
    }

    /// No keys yet.
    pub(crate) fn none() -> Self {
        Self::new(Arc::default())
    }

    /// Keys that were looked up.
    fn found(keys: Arc<PreparedKeys>) -> Self {
        Self {
            are_somebodys: true,
            ..Self::new(keys)
        }
    }

    /// Says whose keys these are; the verified event then says it too, and a replay guard
    /// keeps the deliveries of tenants apart by it.
    ///
    /// Where this is not said, a replay guard keeps them apart by the key that fits: a
    /// delivery that is signed anew by another key is then another one.
    #[must_use]
    pub fn of_tenant(mut self, tenant: impl Into<Arc<str>>) -> Self {
        self.tenant = Some(tenant.into());
        self.are_somebodys = false;
        self
    }

    /// Says that all keys that the resolver finds are one sender's, as where a request names
    /// one of the sender's keys by its id. A replay guard then takes a delivery that is signed
    /// anew by another of them for the same.
    #[must_use]
    pub fn of_one_sender(mut self) -> Self {
        self.tenant = None;
        self.are_somebodys = false;
        self
    }
}

/// Shows no key.
impl fmt::Debug for ReadyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyKeys")
            .field("tenant", &self.tenant)
            .field("keys", &self.keys.as_slice().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
