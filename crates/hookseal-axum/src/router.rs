//! A router with only verified routes.

use axum::Router;
use axum::routing::MethodRouter;
#[cfg(feature = "replay")]
use hookseal_replay::ReplayGuard;

#[cfg(feature = "replay")]
use crate::ReplayLayer;
use crate::WebhookLayer;

/// A router that verifies all its routes, no matter when they are added.
///
/// axum's own `route_layer` and `layer` wrap only the routes that were added before them: one
/// that is added later accepts forgeries, unless its handler takes
/// [`Webhook`](crate::Webhook). Here the layer goes around everything when the router is
/// finished:
///
/// ```
/// use axum::http::StatusCode;
/// use axum::routing::{get, post};
/// use axum::{Json, Router};
/// use hookseal_axum::WebhookRouter;
/// use hookseal_core::Verifier;
/// use serde_json::Value;
///
/// async fn on_event(Json(event): Json<Value>) -> StatusCode {
///     println!("{event}");
///     StatusCode::NO_CONTENT
/// }
///
/// fn app(verifier: Verifier) -> Router {
///     let hooks = WebhookRouter::new(verifier)
///         .route("/orders", post(on_event))
///         .route("/refunds", post(on_event));
///     Router::new()
///         .nest("/hooks", hooks.into_router())
///         .route("/health", get(async || "well"))
/// }
/// ```
///
/// Routes added to the finished router are not verified.
#[derive(Clone, Debug)]
#[must_use = "call `into_router` to get the routes"]
pub struct WebhookRouter<S = ()> {
    routes: Router<S>,
    layer: WebhookLayer,
    #[cfg(feature = "replay")]
    replay: Option<ReplayLayer>,
}

impl<S: Clone + Send + Sync + 'static> WebhookRouter<S> {
    /// A router whose routes get only the requests that a verifier, or a configured layer,
    /// accepts.
    pub fn new(layer: impl Into<WebhookLayer>) -> Self {
        Self {
            routes: Router::new(),
            layer: layer.into(),
            #[cfg(feature = "replay")]
            replay: None,
        }
    }

    /// Has each delivery to any of the routes handled once.
    #[cfg(feature = "replay")]
    pub fn guarded(mut self, guard: ReplayGuard) -> Self {
        self.replay = Some(ReplayLayer::new(guard));
        self
    }

    /// Adds a route, as axum's `Router::route`.
    ///
    /// # Panics
    ///
    /// Like that method: if the path is malformed, or there is such a route already.
    pub fn route(mut self, path: &str, methods: MethodRouter<S>) -> Self {
        self.routes = self.routes.route(path, methods);
        self
    }

    /// The routes, with the layer around them all; unknown paths are the router's to answer.
    pub fn into_router(self) -> Router<S> {
        // axum panics on a layer around no route.
        if !self.routes.has_routes() {
            return self.routes;
        }
        #[cfg(feature = "replay")]
        let guarded = match self.replay {
            Some(replay) => self.routes.route_layer(replay),
            None => self.routes,
        };
        #[cfg(not(feature = "replay"))]
        let guarded = self.routes;
        guarded.route_layer(self.layer)
    }
}

impl<S: Clone + Send + Sync + 'static> From<WebhookRouter<S>> for Router<S> {
    fn from(router: WebhookRouter<S>) -> Self {
        router.into_router()
    }
}
