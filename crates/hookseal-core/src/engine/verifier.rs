//! The verifier: a scheme, its keys, its limits and a clock. It starts the one path
//! that every request takes:
//!
//! ```text
//! head ─► Verifier::begin ─► Verification::update(chunk)* ─► Verification::finish ─► Outcome
//!         refuses all that      hashes and keeps              the comparison
//!         the head can tell     each chunk once
//! ```
//!
//! That path is in `verifier/verification.rs`. Where keys have to be looked up, see
//! `verifier/lookup.rs`.

mod any_of;
mod builder;
mod lookup;
mod traced;
mod verification;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;

use self::any_of::Member;
pub use self::builder::VerifierBuilder;
pub(crate) use self::lookup::{Awaiting, LookUp, Resolved};
pub(crate) use self::verification::Proof;
pub use self::verification::Verification;

use crate::engine::Outcome;
use crate::engine::receive::Budget;
use crate::error::ConfigError;
use crate::handshake::{AnsweredHandshake, Greeter};
use crate::key::{Key, KeyRing, PreparedKeys};
use crate::request::{RequestHead, Wanted};
use crate::resolver::{AnyResolver, KeyRules, OwnScheme, ReadyKeys, Strangers};
use crate::schemes::header::FreshnessPolicy;
use crate::schemes::{AnyScheme, SignatureScheme};
use crate::time::{Clock, UnixTime};
use crate::trace::Untraced;
use crate::verdict::rejection::Samplers;
use crate::verdict::{Rejection, RetryStatus};

/// Verifies the requests of one sender. Cheap to clone; clones share their keys.
///
/// ```
/// use hookseal_core::{Algorithm, Secret, Verifier};
/// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
///
/// const SCHEME: Scheme = Scheme::new(
///     "acme",
///     Algorithm::HmacSha256,
///     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// );
/// let verifier = Verifier::new(SCHEME, Secret::new("3b1c1f9a0d5e47a2b6f0")?)?;
/// assert_eq!(verifier.provider(), "acme");
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

/// The state shared by all clones of a verifier.
struct Inner {
    scheme: AnyScheme,
    keys: KeySource,
    clock: Box<dyn Clock>,
    // Asked of the scheme once.
    rules: KeyRules,
    /// Whether `POST` is one of them, as it nearly always is.
    takes_post: bool,
    wanted: Wanted,
    greeter: Greeter,
    samplers: Samplers,
    // The app's choices.
    freshness: FreshnessPolicy,
    public_url: Option<String>,
    body_limit: usize,
    read_timeout: Duration,
    /// In a count of its own, which a share of it keeps when the verifier is dropped.
    budget: Arc<Budget>,
}

impl Verifier {
    /// A verifier for `scheme` with one key, and the defaults of [`VerifierBuilder`].
    ///
    /// # Errors
    ///
    /// The problem, and how to fix it: see [`ConfigError`].
    pub fn new(scheme: impl SignatureScheme, key: impl Into<Key>) -> Result<Self, ConfigError> {
        Self::builder(scheme).key(key).build()
    }

    /// A verifier that refuses every request, for secrets that may be missing: answered 500, and
    /// the log says `reason`. A route is then closed instead of missing or open.
    ///
    /// ```
    /// use hookseal_core::{Secret, Verifier};
    /// # use hookseal_core::{Algorithm, scheme::{HeaderName, Scheme, SignatureField}};
    /// # const ACME: Scheme = Scheme::new(
    /// #     "acme",
    /// #     Algorithm::HmacSha256,
    /// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// # );
    ///
    /// let verifier = Secret::from_env("ACME_WEBHOOK_SECRET")
    ///     .and_then(|secret| Verifier::new(ACME, secret))
    ///     .unwrap_or_else(|error| Verifier::closed(ACME, error.to_string()));
    /// ```
    ///
    /// It stays closed: [`replace_keys`](Self::replace_keys) is refused.
    #[must_use]
    pub fn closed(scheme: impl SignatureScheme, reason: impl Into<Arc<str>>) -> Self {
        Self::builder(scheme).closed(reason.into())
    }

    /// Starts a verifier for `scheme`: a [`Scheme`](crate::scheme::Scheme) of data, or any
    /// other [`SignatureScheme`].
    pub fn builder(scheme: impl SignatureScheme) -> VerifierBuilder {
        VerifierBuilder::new(scheme)
    }

    /// Begins with a request's head, and refuses from it alone whatever it can:
    /// wrong method, announced length over the limit, missing or malformed
    /// signature, stale timestamp. An unsigned [`Handshake`](crate::handshake::Handshake) is
    /// answered here.
    ///
    /// # Errors
    ///
    /// Why the request is refused. Of its body nothing need be
    /// kept; but a server that answers while its client still sends resets the connection, so
    /// read it to its end, or let the connection end by [`Rejection::with_unread_body`].
    /// [`receive`](Self::receive) does both.
    pub fn begin(&self, head: &dyn RequestHead) -> Result<Begun, Rejection> {
        let verifier = self.chosen(head)?;
        verifier.begin_by(head, verifier.ring()?)
    }

    /// Like [`begin`](Self::begin), with keys that were looked up for this request.
    ///
    /// # Errors
    ///
    /// Why the request is refused: see [`begin`](Self::begin).
    pub fn begin_with(&self, head: &dyn RequestHead, keys: &ReadyKeys) -> Result<Begun, Rejection> {
        if let KeySource::Closed { reason } = &self.0.keys {
            return Err(closed(reason));
        }
        self.chosen(head)?.begin_by(head, keys.clone())
    }

    fn begin_by(&self, head: &dyn RequestHead, keys: ReadyKeys) -> Result<Begun, Rejection> {
        let mut verification = Verification::new(self.clone(), keys);
        Ok(match verification.enter(self, head, Untraced)? {
            None => Begun::Reading(verification),
            Some(answered) => Begun::Handshake(Box::new(answered)),
        })
    }

    /// Verifies a request whose whole body is available.
    ///
    /// # Errors
    ///
    /// Why the request is refused.
    pub fn verify(
        &self,
        head: &dyn RequestHead,
        body: impl Into<Bytes>,
    ) -> Result<Outcome, Rejection> {
        let verifier = self.chosen(head)?;
        let mut verification = Verification::new(verifier.clone(), verifier.ring()?);
        match verification.enter(verifier, head, Untraced)? {
            None => verification.finish_with(body.into(), Untraced),
            Some(answered) => Ok(Outcome::Handshake(Box::new(answered))),
        }
    }

    /// Verifies a request that was received at another time: for apps that store deliveries as
    /// they come, and verify them when they work on them.
    ///
    /// The freshness of the timestamp is judged by that time, and so is the validity of keys. The
    /// keys are today's: a key that has been removed since verifies nothing. Whoever can write
    /// the stored time can make a stale delivery fresh, so store it beside the request, where no
    /// sender can reach it.
    ///
    /// ```
    /// use hookseal_core::{Algorithm, Secret, UnixTime, Verifier};
    /// use hookseal_core::adapter::OwnedHead;
    /// use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
    /// # use hookseal_core::signing::{Delivery, Signer};
    /// # const ACME: Scheme = Scheme::new(
    /// #     "acme",
    /// #     Algorithm::HmacSha256,
    /// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
    /// # );
    /// # let secret = || Secret::new("6f1d9a52c3e84b70a1f5");
    /// # let verifier = Verifier::new(ACME, secret()?)?;
    /// # let signed = Signer::new(ACME, secret()?)?.sign(&Delivery::new("{}"))?;
    /// # let stored = (signed.headers().collect::<Vec<_>>(), "{}", UnixTime::from_secs(1_790_000_000));
    ///
    /// // Out of a queue: what arrived, byte for byte, and when.
    /// let (headers, body, received_at) = stored;
    /// let mut head = OwnedHead::new("POST", "/hooks/acme");
    /// head.extend(headers);
    /// let outcome = verifier.verify_at(&head, body, received_at)?;
    /// # assert!(outcome.event().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Why the request is refused.
    pub fn verify_at(
        &self,
        head: &dyn RequestHead,
        body: impl Into<Bytes>,
        received_at: UnixTime,
    ) -> Result<Outcome, Rejection> {
        let verifier = self.chosen(head)?;
        let mut verification =
            Verification::new(verifier.clone(), verifier.ring()?).received_at(received_at);
        match verification.enter(verifier, head, Untraced)? {
            None => verification.finish_with(body.into(), Untraced),
            Some(answered) => Ok(Outcome::Handshake(Box::new(answered))),
        }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.0.clock.now()
    }

    /// Replaces all keys, for this verifier and its clones, at once. Requests that
    /// have begun finish with the keys they began with.
    ///
    /// # Errors
    ///
    /// A problem with the new keys; the old ones then stay.
    /// [`ConfigError::KeysAreLookedUp`] if there is a [`KeyResolver`](crate::keys::KeyResolver),
    /// [`ConfigError::Closed`] if it was built [`closed`](Self::closed), and
    /// [`ConfigError::KeysOfSeveral`] if it is for [several senders](Self::any_of).
    pub fn replace_keys(&self, keys: impl Into<KeyRing>) -> Result<(), ConfigError> {
        let ring = match &self.0.keys {
            KeySource::Ring(ring) => ring,
            KeySource::Resolver { .. } => return Err(ConfigError::KeysAreLookedUp),
            KeySource::Closed { .. } => return Err(ConfigError::Closed),
            KeySource::AnyOf(_) => return Err(ConfigError::KeysOfSeveral),
        };
        ring.store(self.0.rules.prepare(keys)?.keys);
        Ok(())
    }

    /// The sender's name, such as `github`.
    #[must_use]
    pub fn provider(&self) -> &str {
        self.0.rules.provider()
    }

    /// The longest body that is accepted, in bytes.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// How long the whole body may take to arrive. Adapters enforce it.
    #[must_use]
    pub fn read_timeout(&self) -> Duration {
        self.0.read_timeout
    }

    /// The status on which the sender tries again.
    pub(crate) fn retry_status(&self) -> RetryStatus {
        self.0.scheme.description().retry_status()
    }

    /// The bytes that unverified bodies may hold together: see
    /// [`VerifierBuilder::unverified_budget`].
    #[must_use]
    pub fn unverified_budget(&self) -> usize {
        self.0.budget.total()
    }

    /// The bytes of unverified, incomplete bodies that are held now, as far as they count
    /// against the [`unverified_budget`](Self::unverified_budget). For metrics.
    #[must_use]
    pub fn unverified_bytes(&self) -> usize {
        self.0.budget.held()
    }

    #[inline]
    pub(crate) fn budget(&self) -> &Arc<Budget> {
        &self.0.budget
    }

    /// Whether the other is a clone of this one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Logs a refusal as all are logged: sampled, and under the sender's name. For guards and
    /// extractors that refuse after the verification.
    pub fn log(&self, refused: &Rejection) {
        refused.log_by(&self.0.samplers, self.provider(), || self.now());
    }

    /// Logs that a handshake is answered.
    pub(crate) fn log_handshake(&self, answered: &AnsweredHandshake) {
        let (provider, handshake) = (self.provider(), answered.name());
        tracing::debug!(target: "hookseal", provider, handshake, "answered a handshake");
    }

    /// The scheme in force for a request: the tenant's own, else the verifier's.
    #[inline]
    pub(crate) fn effective_scheme<'a>(&'a self, keys: &'a ReadyKeys) -> &'a AnyScheme {
        let own = keys.scheme.as_deref();
        own.map_or(&self.0.scheme, |own| &own.scheme)
    }

    /// How long a captured delivery stays fresh; `None` if its age is not checked.
    pub(crate) fn freshness_span(&self, keys: &ReadyKeys) -> Duration {
        let own = self.effective_scheme(keys).description().freshness();
        let freshness = self.0.freshness.over(own);
        freshness.map_or(Duration::ZERO, |fresh| {
            fresh.max_age.saturating_add(fresh.max_future)
        })
    }
}

/// Why every request is refused.
fn closed(reason: &Arc<str>) -> Rejection {
    Rejection::Closed {
        reason: Arc::clone(reason),
    }
}

/// A request whose head was accepted: see [`Verifier::begin`].
#[derive(Debug)]
#[must_use = "a handshake has to be answered"]
#[allow(clippy::large_enum_variant)] // the large one is nearly always it
pub enum Begun {
    /// Its body is to be read, and given to this.
    Reading(Verification),
    /// It is an unsigned handshake, to be answered without its body.
    Handshake(Box<AnsweredHandshake>),
}

impl Begun {
    /// The verification, unless it is a handshake.
    #[must_use]
    pub fn reading(self) -> Option<Verification> {
        match self {
            Self::Reading(verification) => Some(verification),
            Self::Handshake(_) => None,
        }
    }
}

/// Where a verifier's keys come from.
enum KeySource {
    /// Each request is verified by one of these.
    AnyOf(Box<[Member]>),
    /// There are none, and everything is refused.
    Closed {
        /// Why, for the log.
        reason: Arc<str>,
    },
    /// The app has given them, and may replace them.
    Ring(ArcSwap<PreparedKeys>),
    /// They are looked up for each request.
    Resolver {
        resolver: AnyResolver,
        timeout: Duration,
        /// Whether the body has to be read first, since only it names them.
        after_body: bool,
        /// Keys for the requests of unknown tenants, if outsiders must not recognise these.
        strangers: Option<Box<Strangers>>,
    },
}

/// For adapters that are generic over an app's own type around a verifier.
impl AsRef<Self> for Verifier {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("provider", &self.provider())
            .field("body_limit", &self.0.body_limit)
            .field("read_timeout", &self.0.read_timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
