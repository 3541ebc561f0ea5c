//! The replay layer's step, between the layer and the data guard.

use std::future::pending;

use hookseal_core::{Rejection, VerifiedBody};
use hookseal_replay::{Admission, ReplayGuard, Reservation};
use rocket::request::Request;
use tokio::sync::oneshot;

use crate::head::{Facts, RocketHead};

/// A layer's step: it waits in the layer for what the data guard has verified.
pub(crate) struct Guarding {
    pub(crate) guard: ReplayGuard,
    pub(crate) ask: oneshot::Sender<Asked>,
}

/// A verified delivery, and where to say that its handler may run.
pub(crate) struct Asked {
    pub(crate) admission: Admission,
    pub(crate) grant: oneshot::Sender<Option<Reservation>>,
}

impl Guarding {
    /// Waits until the handler may run. If it may not, the layer answers, and drops this.
    pub(crate) async fn reserve(
        self,
        verified: &VerifiedBody,
        request: &Request<'_>,
        facts: &Facts,
    ) -> Result<Option<Reservation>, Rejection> {
        let head = RocketHead { request, facts };
        let admission = self.guard.admit(verified, &head)?;
        let (grant, granted) = oneshot::channel();
        if self.ask.send(Asked { admission, grant }).is_ok()
            && let Ok(reservation) = granted.await
        {
            return Ok(reservation);
        }
        pending().await
    }
}

pub(crate) const UNVERIFIED: &str = "`ReplayLayer` found no verified delivery; put a `WebhookLayer` around it: `webhook_layer.around(replay_layer.around(routes![…]))`";
