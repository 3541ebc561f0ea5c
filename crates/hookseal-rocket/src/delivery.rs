//! One delivery's way through the layers of its route, in the request's local cache.
//!
//! Rocket's handlers get the data of a request themselves, and it can be read only once. So
//! layers read nothing: each notes its step here on the way in, and the guard in the handler
//! takes the steps one by one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookseal_core::Rejection;
use rocket::request::Request;

use crate::WebhookRejection;
#[cfg(feature = "replay")]
use crate::guarding::Guarding;
use crate::verifying::Verifying;

/// A request's delivery, as far as it has come.
#[derive(Default)]
pub(crate) struct Delivery(Mutex<Progress>);

#[derive(Default)]
pub(crate) struct Progress {
    /// What is still to be done, the outermost layer's step first.
    steps: Vec<Step>,
    /// Whether a guard has received the request.
    pub(crate) is_received: bool,
    /// Why there is no event.
    pub(crate) rejection: Option<WebhookRejection>,
    #[cfg(feature = "replay")]
    pub(crate) reservation: Option<hookseal_replay::Reservation>,
}

/// A layer's part in receiving a request.
pub(crate) enum Step {
    Verify(Arc<Verifying>),
    #[cfg(feature = "replay")]
    Guard(Guarding),
}

impl Delivery {
    pub(crate) fn of<'a>(request: &'a Request<'_>) -> &'a Self {
        request.local_cache(Self::default)
    }

    pub(crate) fn progress(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the step of a layer, until the route inside it has ended.
    pub(crate) fn enter(&self, step: Step) -> Inside<'_> {
        let mut progress = self.progress();
        let depth = progress.steps.len();
        if depth == 0 {
            // Clones of a local request share their cache, and a route may have forwarded.
            *progress = Progress::default();
        }
        progress.steps.push(step);
        Inside {
            delivery: self,
            depth,
        }
    }

    /// Begins to receive the request: the steps of all layers.
    pub(crate) fn begin(&self) -> Vec<Step> {
        let steps = std::mem::take(&mut self.progress().steps);
        *self.progress() = Progress {
            is_received: true,
            ..Progress::default()
        };
        steps
    }

    /// Notes why there is no event.
    pub(crate) fn reject(&self, rejection: &WebhookRejection) {
        self.progress().rejection = Some(rejection.clone());
    }
}

/// A layer around the route that is running.
pub(crate) struct Inside<'a> {
    delivery: &'a Delivery,
    depth: usize,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.delivery.progress().steps.truncate(self.depth);
    }
}

/// Why this crate has refused a request, for metrics and logs in response fairings.
///
/// ```
/// use rocket::fairing::AdHoc;
///
/// let count = AdHoc::on_response("count refusals", |request, _| Box::pin(async move {
///     if let Some(rejection) = hookseal_rocket::refusal(request) {
///         println!("refused: {}", rejection.code());
///     }
/// }));
/// ```
#[must_use]
pub fn refusal(request: &Request<'_>) -> Option<Rejection> {
    match &Delivery::of(request).progress().rejection {
        Some(WebhookRejection::Refused(rejection)) => Some(rejection.clone()),
        Some(WebhookRejection::Handshake(_)) | None => None,
    }
}
