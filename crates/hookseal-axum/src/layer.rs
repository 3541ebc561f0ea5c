//! The tower layer, made to know axum's nested routers.

use axum::extract::OriginalUri;
use axum::http::request::Parts;
use hookseal_core::Verifier;
use hookseal_tower::WebhookService;
use tower_layer::Layer;

/// Verifies every request before its handler runs. For `Router::route_layer`,
/// `Router::layer` and `MethodRouter::layer`.
///
/// Put it on the routes that receive webhooks: everything behind it must be signed.
/// `route_layer` leaves unknown paths to the router (404); `layer` also covers them.
///
/// It is [`hookseal_tower::WebhookLayer`], told where axum keeps the URI that a nested
/// router strips.
#[derive(Clone, Debug)]
pub struct WebhookLayer(hookseal_tower::WebhookLayer);

impl WebhookLayer {
    /// A layer that lets through what `verifier` accepts.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self(hookseal_tower::WebhookLayer::new(verifier).target_of(original_target))
    }
}

impl<S> Layer<S> for WebhookLayer {
    type Service = WebhookService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}

/// The path and query as received, also inside `Router::nest`, which strips its prefix.
pub(crate) fn original_target(parts: &Parts) -> &str {
    parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0)
        .path_and_query()
        .map_or("/", |target| target.as_str())
}
