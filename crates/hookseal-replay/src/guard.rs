//! The guard: which store, for how long, and what is answered.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hookseal_core::ConfigError;
use hookseal_core::guard::Owner;
use hookseal_core::scheme::RetryStatus;

use super::duplicates::Duplicates;
use super::erased::{AnyStore, within};
use super::key::Namespace;
use super::runs::Runs;
use super::{DeliveryKey, Health, Identity, ReplayStore, StoreError};

/// Has each delivery handled once. Cheap to clone; clones are one guard.
///
/// Each adapter has a `ReplayLayer` for it, which belongs between its `WebhookLayer` and
/// the handler.
///
/// ```
/// use std::time::Duration;
///
/// use hookseal_replay::{MemoryStore, ReplayGuard};
///
/// let guard = ReplayGuard::builder("billing", MemoryStore::new())
///     .lease(Duration::from_secs(90))
///     .build()?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct ReplayGuard(Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: AnyStore,
    pub(super) endpoint: String,
    pub(super) identity: Identity,
    pub(super) lease: Duration,
    pub(super) retention: Duration,
    pub(super) store_timeout: Duration,
    pub(super) handler_timeout: Duration,
    pub(super) duplicates: Duplicates,
    pub(super) in_flight_status: Option<RetryStatus>,
    pub(super) other_body: OtherBody,
    pub(super) final_statuses: Vec<u16>,
    pub(super) fail_open: bool,
    pub(super) runs: Runs,
}

impl ReplayGuard {
    /// A guard for the deliveries of one endpoint, with the defaults of
    /// [`ReplayGuardBuilder`].
    ///
    /// # Errors
    ///
    /// Those of [`ReplayGuardBuilder::build`].
    pub fn new(endpoint: impl Into<String>, store: impl ReplayStore) -> Result<Self, ConfigError> {
        Self::builder(endpoint, store).build()
    }

    /// Configures a guard.
    ///
    /// `endpoint` names what handles these deliveries. Where two handlers get deliveries of
    /// one sender, each needs a name of its own, or what one has handled would be a
    /// duplicate to the other. All processes that share the work share the name.
    pub fn builder(endpoint: impl Into<String>, store: impl ReplayStore) -> ReplayGuardBuilder {
        ReplayGuardBuilder(Inner {
            store: AnyStore::new(store),
            endpoint: endpoint.into(),
            identity: Identity::default(),
            lease: Duration::from_secs(60),
            retention: Duration::from_secs(24 * 60 * 60),
            store_timeout: Duration::from_millis(250),
            handler_timeout: Duration::from_secs(15 * 60),
            duplicates: Duplicates {
                status: 200,
                body: None,
            },
            in_flight_status: None,
            other_body: OtherBody::Duplicate,
            final_statuses: Vec::new(),
            fail_open: false,
            runs: Runs::default(),
        })
    }

    /// The key of a delivery with this event id, for [`forget`](Self::forget). Log lines about
    /// a delivery show its key as well; if keys are looked up and no tenant is set, they are
    /// the only source.
    #[must_use]
    pub fn key_of_event(&self, provider: &str, tenant: Option<&str>, id: &str) -> DeliveryKey {
        let namespace = Namespace {
            provider,
            owner: tenant.map_or(Owner::Sender, Owner::Tenant),
            endpoint: &self.0.endpoint,
        };
        namespace.key_of_event(id)
    }

    /// Lets a done delivery be handled again, for use before asking the sender to redeliver it.
    /// Returns whether it was known as done. Waits for the store without a deadline.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    pub async fn forget(&self, key: &DeliveryKey) -> Result<bool, StoreError> {
        let forgotten = within(Duration::MAX, &never, self.0.store.forget(key)).await?;
        if forgotten {
            tracing::info!(target: "hookseal", endpoint = self.0.endpoint, %key, "forgotten");
        }
        Ok(forgotten)
    }

    /// Asks the store what could break its promise, and logs each concern as a warning. For
    /// when an app starts. It waits for the store without a deadline.
    ///
    /// # Errors
    ///
    /// The store cannot be asked.
    pub async fn check_store(&self) -> Result<Health, StoreError> {
        let health = within(Duration::MAX, &never, self.0.store.health()).await?;
        for concern in health.concerns() {
            tracing::warn!(target: "hookseal", endpoint = self.0.endpoint, "replay store: {concern}");
        }
        Ok(health)
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }
}

/// For where nothing is timed.
fn never(_: Duration) -> std::future::Pending<()> {
    std::future::pending()
}

impl fmt::Debug for ReplayGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayGuard")
            .field("endpoint", &self.endpoint)
            .field("store", &self.store)
            .field("identity", &self.identity)
            .field("lease", &self.lease)
            .field("retention", &self.retention)
            .finish_non_exhaustive()
    }
}

/// Configures a [`ReplayGuard`].
///
/// Defaults: deliveries are identified by their signed event id or else by their message; the
/// lease is 60 seconds and extended while the handler runs; a handler may take 15 minutes; a
/// done delivery is remembered for 24 hours or as long as its sender retries; each operation
/// of the store may take 250 milliseconds.
#[derive(Debug)]
#[must_use = "call `build` to get the guard"]
pub struct ReplayGuardBuilder(Inner);

impl ReplayGuardBuilder {
    /// How deliveries are identified.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.0.identity = identity;
        self
    }

    /// For how long a delivery is held (default 60 s). The lease is extended each third of
    /// it while the handler runs, so it bounds how long a delivery stays unhandled when a
    /// process crashes, not how long a handler may take.
    ///
    /// Too short a lease can end while its holder is only stalled; another process then
    /// handles the delivery too. The holder's commit is refused and logged, but what both
    /// have done, both have done.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.0.lease = lease;
        self
    }

    /// For how long a done delivery is known at least (default 24 h). It is known for
    /// longer where its sender retries for longer, or its timestamp stays fresh for longer.
    pub fn retention(mut self, at_least: Duration) -> Self {
        self.0.retention = at_least;
        self
    }

    /// How long each operation of the store may take (default 250 ms).
    pub fn store_timeout(mut self, timeout: Duration) -> Self {
        self.0.store_timeout = timeout;
        self
    }

    /// How long a handler may run (default 15 minutes). Then it is dropped, the delivery
    /// is released, and the answer is 500: a handler that hangs would hold its delivery for
    /// ever, until the sender gives up.
    pub fn handler_timeout(mut self, timeout: Duration) -> Self {
        self.0.handler_timeout = timeout;
        self
    }

    /// The status for a delivery that is already done (default 200). It must be one that the
    /// sender regards as success.
    pub fn duplicate_status(mut self, status: u16) -> Self {
        self.0.duplicates.status = status;
        self
    }

    /// The body of the answer to a delivery that is done already. By default the text
    /// that its sender wants in answers, such as Dropbox Sign's `Hello API Event Received`
    /// ([`Description::with_receipt`](hookseal_core::scheme::Description::with_receipt)), and nothing for the
    /// others.
    ///
    /// For senders that read the answer, and take a fixed one for good: `text/xml` and
    /// `<Response/>` for Twilio. Where each question has an answer of its own, as the commands
    /// of chats do, use no guard.
    pub fn duplicate_body(
        mut self,
        content_type: &'static str,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.0.duplicates.body = Some((content_type, text.into()));
        self
    }

    /// The status for a delivery that is already being processed, instead of the one on which its sender
    /// tries again by what the catalogue knows: 503 for nearly all, 429 for Brevo and HighLevel
    /// ([`Description::with_retry_status`](hookseal_core::scheme::Description::with_retry_status)). Where it is
    /// another one, the sender's event is lost.
    pub fn in_flight_status(mut self, status: RetryStatus) -> Self {
        self.0.in_flight_status = Some(status);
        self
    }

    /// How to treat a different body under an event id that is done (default: as a duplicate).
    pub fn other_body(mut self, answer: OtherBody) -> Self {
        self.0.other_body = answer;
        self
    }

    /// A status of the handler other than 2xx that also completes a delivery, such as 406 for
    /// senders that read it as "do not retry".
    pub fn final_status(mut self, status: u16) -> Self {
        self.0.final_statuses.push(status);
        self
    }

    /// Handles deliveries unguarded while the store cannot be asked, instead of asking their
    /// sender to come again; each is logged as a warning. For senders that never retry, and handlers that can
    /// bear duplicates.
    pub fn fail_open(mut self) -> Self {
        self.0.fail_open = true;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidReplayGuard`] says what is wrong.
    pub fn build(self) -> Result<ReplayGuard, ConfigError> {
        let Self(inner) = self;
        let wrong = |reason| Err(ConfigError::InvalidReplayGuard { reason });
        if inner.store_timeout.is_zero() {
            return wrong("`store_timeout` must not be zero");
        }
        if inner.lease < inner.store_timeout.saturating_mul(LEAST_LEASE) {
            return wrong(
                "the lease must be at least four times `store_timeout`, or it could end before it is extended",
            );
        }
        if inner.handler_timeout.is_zero() {
            return wrong("`handler_timeout` must not be zero");
        }
        if inner.retention < inner.lease {
            return wrong("the retention must not be shorter than the lease");
        }
        if let Some(fault) = inner.duplicates.fault() {
            return wrong(fault);
        }
        if inner.final_statuses.iter().any(|status| *status >= 500) {
            return wrong("a 5xx status asks the sender to retry, so it cannot be final");
        }
        Ok(ReplayGuard(Arc::new(inner)))
    }
}

/// The extension after a third of the lease may take its time and fail once.
const LEAST_LEASE: u32 = 4;

/// How to treat a different body under an event id that is done. It is always logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OtherBody {
    /// The id decides: some senders count their attempts in the body.
    #[default]
    Duplicate,
    /// It is refused with 422.
    Refuse,
}
