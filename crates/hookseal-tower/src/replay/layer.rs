//! The layer: which guard, and where the request's target is.

use hookseal_http::received_target;
use hookseal_replay::ReplayGuard;
use http::request::Parts;
use tower_layer::Layer;

use super::ReplayService;

/// Has each delivery handled once: puts a [`ReplayService`] around a service.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the handler.
/// Where nothing was verified the answer is 500, and the log says what to add.
///
/// The handler finds its [`Reservation`](hookseal_replay::Reservation) among the
/// request's extensions. Its answer counts as soon as its head is there: 2xx is done,
/// anything else will be handled again. When the client goes, the handler goes on. Before the
/// process ends, after the server has shut down, await [`ReplayGuard::drained`], or such a
/// handler is cut off.
#[derive(Clone, Debug)]
pub struct ReplayLayer {
    guard: ReplayGuard,
    target_place: fn(&Parts) -> &str,
}

impl ReplayLayer {
    /// A layer around the handlers of `guard`'s endpoint.
    #[must_use]
    pub fn new(guard: ReplayGuard) -> Self {
        Self {
            guard,
            target_place: received_target,
        }
    }

    /// Like [`WebhookLayer::target_in`](crate::WebhookLayer::target_in); the two must agree.
    #[must_use]
    pub fn target_in(mut self, place: fn(&Parts) -> &str) -> Self {
        self.target_place = place;
        self
    }
}

impl<S> Layer<S> for ReplayLayer {
    type Service = ReplayService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ReplayService::new(inner, self.guard.clone(), self.target_place)
    }
}
