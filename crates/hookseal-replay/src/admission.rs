//! From a verified delivery to what is asked of the store.

use std::fmt;
use std::time::Duration;

use hookseal_core::adapter::RequestHead;
use hookseal_core::guard::Known;
use hookseal_core::scheme::RetryStatus;
use hookseal_core::{Rejection, VerifiedBody, Verifier};

use super::{ReplayGuard, ReserveRequest};

impl ReplayGuard {
    /// Begins with a verified delivery. `head` is that of its request, for schemes that sign
    /// more than the body. Nothing is asked of the store yet.
    ///
    /// # Errors
    ///
    /// [`Rejection::Misconfigured`] where `head` is not the one that was verified.
    pub fn admit(
        &self,
        body: &VerifiedBody,
        head: &dyn RequestHead,
    ) -> Result<Admission, Rejection> {
        let inner = self.inner();
        let known_as = body.known();
        let known = inner
            .identity
            .of(&inner.endpoint, body, head, inner.store.is_in_process())
            .inspect_err(|error| known_as.verifier().log(error))?;
        Ok(Admission {
            guard: self.clone(),
            verifier: known_as.verifier().clone(),
            retry_status: known_as.retry_status(),
            receipt: known_as.receipt(),
            request: known.map(|(key, fingerprint)| {
                let retention = self.retention_of(known_as);
                ReserveRequest::new(key, fingerprint, inner.lease, retention)
            }),
        })
    }

    /// A delivery is known for longer than its sender retries it, and for longer than a
    /// captured one stays fresh.
    fn retention_of(&self, known: Known<'_>) -> Duration {
        let retried = known.retry_window().unwrap_or_default();
        let retried = retried.saturating_add(retried / 4);
        let fresh = known.freshness_span().saturating_mul(2);
        self.inner().retention.max(retried).max(fresh)
    }
}

/// A verified delivery on its way to its handler.
#[must_use = "nothing is reserved or handled until it is run"]
pub struct Admission {
    pub(super) guard: ReplayGuard,
    pub(super) verifier: Verifier,
    /// The status on which its sender tries again.
    pub(super) retry_status: RetryStatus,
    /// The text that its sender wants in the answer.
    pub(super) receipt: Option<&'static str>,
    /// `None` where the delivery has nothing that it could be known by.
    pub(super) request: Option<ReserveRequest>,
}

impl Admission {
    /// The reservation to make; `None` if the guard identifies deliveries by an id that this
    /// one does not have.
    #[must_use]
    pub const fn request(&self) -> Option<&ReserveRequest> {
        self.request.as_ref()
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission")
            .field("provider", &self.verifier.provider())
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
