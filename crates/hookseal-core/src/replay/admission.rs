//! From a verified delivery to what is asked of the store.

use std::fmt;
use std::time::Duration;

use super::{ReplayGuard, ReserveRequest};
use crate::{Rejection, RequestHead, VerifiedBody, Verifier};

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
        let known = inner
            .identity
            .of(&inner.endpoint, body, head, inner.store.is_in_process())
            .inspect_err(|error| body.verifier().log_authentic(error))?;
        Ok(Admission {
            guard: self.clone(),
            verifier: body.verifier().clone(),
            request: known.map(|(key, fingerprint)| {
                let retention = self.retention_of(body);
                ReserveRequest::new(key, fingerprint, inner.lease, retention)
            }),
        })
    }

    /// A delivery is known for longer than its sender retries it, and for longer than a
    /// captured one stays fresh.
    fn retention_of(&self, body: &VerifiedBody) -> Duration {
        let retried = body.retry_window().unwrap_or_default();
        let retried = retried.saturating_add(retried / 4);
        let fresh = body.freshness_span().saturating_mul(2);
        self.inner()
            .retention
            .max(retried)
            .max(fresh)
            .min(LONGEST_RETENTION)
    }
}

/// Ten years: no store's clock overflows by it.
const LONGEST_RETENTION: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A verified delivery on its way to its handler.
#[must_use = "nothing is reserved or handled until it is run"]
pub struct Admission {
    pub(super) guard: ReplayGuard,
    pub(super) verifier: Verifier,
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
