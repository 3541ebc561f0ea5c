//! The replay layer, made to know axum's nested routers.

use axum::BoxError;
use axum::body::{Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use hookseal_replay::ReplayGuard;
use hookseal_tower::ReplayService;
use tower::Service;
use tower::util::MapResponse;
use tower_layer::Layer;

use crate::layer::{Unify, received_target, unify};

/// Has each delivery handled once. For `Router::route_layer`, `Router::layer` and
/// `MethodRouter::layer`.
///
/// It belongs between [`WebhookLayer`](crate::WebhookLayer), which verifies, and the
/// handler. The layer that is added last is the outer one:
///
/// ```
/// use axum::{Extension, Router, http::StatusCode, routing::post};
/// use hookseal_axum::{ReplayLayer, Webhook, WebhookLayer};
/// use hookseal_replay::{MemoryStore, ReplayGuard, Reservation};
/// use hookseal_core::{ConfigError, Verifier};
///
/// async fn on_order(
///     Extension(reservation): Extension<Reservation>,
///     Webhook(event): Webhook<serde_json::Value>,
/// ) -> StatusCode {
///     if reservation.is_repeated() {
///         println!("tried before: {}", event.payload());
///     }
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> Result<Router, ConfigError> {
///     let guard = ReplayGuard::new("orders", MemoryStore::new())?;
///     Ok(Router::new()
///         .route("/hooks/acme", post(on_order))
///         .route_layer(ReplayLayer::new(guard))
///         .route_layer(WebhookLayer::new(verifier)))
/// }
/// ```
///
/// A delivery that was not verified by a layer, such as by
/// [`VerifyWebhook`](crate::VerifyWebhook), which comes later, is answered 500, and the log
/// says what to add.
///
/// When the client goes, the handler goes on. Before the process ends, after
/// `axum::serve(…).with_graceful_shutdown(…)`, await
/// [`ReplayGuard::drained`](hookseal_replay::ReplayGuard::drained), or such a handler is
/// cut off.
///
/// It is [`hookseal_tower::ReplayLayer`], configured for the place where axum keeps the URI
/// that a nested router strips.
#[derive(Clone, Debug)]
pub struct ReplayLayer(hookseal_tower::ReplayLayer);

impl ReplayLayer {
    /// A layer around the handlers of `guard`'s endpoint.
    #[must_use]
    pub fn new(guard: ReplayGuard) -> Self {
        Self(hookseal_tower::ReplayLayer::new(guard).target_in(received_target))
    }
}

impl<S, A> Layer<S> for ReplayLayer
where
    S: Service<Request, Response = Response<A>>,
    A: HttpBody<Data = Bytes> + Send + 'static,
    A::Error: Into<BoxError>,
{
    type Service = MapResponse<ReplayService<S>, Unify<A>>;

    fn layer(&self, inner: S) -> Self::Service {
        MapResponse::new(self.0.layer(inner), unify)
    }
}
