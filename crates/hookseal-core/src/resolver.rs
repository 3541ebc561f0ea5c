//! Keys looked up when a request arrives: by tenant or key id, in a database or at a URL.

mod erased;
mod strangers;
mod tenant;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use self::erased::{AnyResolver, Resolution};
pub(crate) use self::strangers::Strangers;

use crate::crypto::Algorithm;
use crate::error::ConfigError;
use crate::key::{KeyRing, PreparedKeys, SecretRules};
use crate::request::{RequestHead, Wanted};
use crate::schemes::{AnyScheme, SignatureScheme};

/// Finds the keys of a request.
///
/// It works in two steps, because a request's head is only borrowed: [`query`](Self::query)
/// reads everything that the lookup needs from it, and [`resolve`](Self::resolve) does the
/// lookup. The request is not verified yet, so use its contents only to select keys. For the
/// few schemes whose keys only the body names, the lookup happens after the body has been read.
///
/// It is never called for requests that can be refused without a key. If it finds no keys,
/// the answer is the same 401 as for a wrong signature, in about the same time.
///
/// ```
/// use std::collections::HashMap;
///
/// use hookseal_core::Secret;
/// use hookseal_core::keys::{KeyQuery, KeyResolver, KeyRules, ReadyKeys, Unresolved};
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
    /// The value to look up, such as a tenant's name or a key id.
    type Query: Send + 'static;

    /// Whether every tenant signs by the verifier's own scheme. Yes, by default: requests
    /// that this scheme refuses without a key are then not looked up.
    ///
    /// Say no where [`KeyRules::prepare_as`] gives tenants schemes of their own.
    fn one_scheme_for_all(&self) -> bool {
        true
    }

    /// Whether outsiders must not learn which tenants exist (default: yes). A request for an
    /// unknown tenant is then received and checked like one with a wrong signature, against
    /// keys that nobody has, as many as known tenants have.
    ///
    /// The answer, its timing and the amount of hashing are then the same. This does not hide
    /// the time of the lookup itself, which is up to the resolver, nor tenants whose own scheme
    /// has a different algorithm than the verifier's.
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

/// A request whose keys are to be looked up.
pub struct KeyQuery<'a> {
    head: &'a dyn RequestHead,
    key_ids: Vec<String>,
}

impl<'a> KeyQuery<'a> {
    /// A request that names these keys; if there are too many, only the first are used.
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

    /// The tenant, as determined by the adapter's configuration.
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

/// The tenant of a request: the app puts it into the request's extensions before the layer or
/// the extractor that verifies.
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
    /// The lookup failed: 503, and the sender may retry.
    #[error("the key lookup failed: {reason}")]
    Unavailable {
        /// For the log; no secrets.
        reason: String,
        /// When the sender may retry.
        retry_after: Duration,
    },
}

impl Unresolved {
    /// The lookup failed; the sender may retry in ten seconds.
    /// `reason` goes to the log.
    #[must_use]
    pub fn unavailable(reason: impl fmt::Display) -> Self {
        Self::Unavailable {
            reason: reason.to_string(),
            retry_after: Duration::from_secs(10),
        }
    }
}

/// The stored value is not a key for this scheme. Only the operator can fix that, so 503.
impl From<ConfigError> for Unresolved {
    fn from(error: ConfigError) -> Self {
        Self::unavailable(error)
    }
}

/// A verifier's requirements for keys. Cheap to clone.
///
/// Equal requirements prepare a key in the same way, so a resolver that caches prepared keys
/// can compare them to see whether the keys fit the verifier.
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
    /// A problem with the keys, as when a verifier is built.
    pub fn prepare(&self, keys: impl Into<KeyRing>) -> Result<ReadyKeys, ConfigError> {
        let keys = PreparedKeys::new(&keys.into(), &self.0.secrets)?;
        Ok(ReadyKeys::found(Arc::new(keys)))
    }

    /// Like [`prepare`](Self::prepare), for a tenant with a different hash or header: `scheme`
    /// replaces the verifier's. Limits, clock, tolerance and methods remain the verifier's.
    ///
    /// # Errors
    ///
    /// A problem with the scheme or the keys.
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

/// Keys ready to verify with, and their owner. Cheap to clone.
#[derive(Clone)]
pub struct ReadyKeys {
    pub(crate) keys: Arc<PreparedKeys>,
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) scheme: Option<Arc<OwnScheme>>,
    /// Whether no owner is set.
    pub(crate) are_somebodys: bool,
}

/// A tenant's own scheme.
pub(crate) struct OwnScheme {
    pub(crate) scheme: AnyScheme,
    /// The headers to look up, which may have other names.
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

    /// Sets the owner of these keys. The verified event then has it as its tenant, and a replay
    /// guard uses it to separate the deliveries of tenants.
    ///
    /// Without an owner, a replay guard separates deliveries by the key that matches: a
    /// delivery that is signed again with another key then counts as a different one.
    #[must_use]
    pub fn of_tenant(mut self, tenant: impl Into<Arc<str>>) -> Self {
        self.tenant = Some(tenant.into());
        self.are_somebodys = false;
        self
    }

    /// States that all keys from the resolver belong to one sender, for example if requests
    /// name the sender's keys by id. To a replay guard, a delivery that is signed again with
    /// another of these keys is then the same delivery.
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
