//! The extractor of axum that needs no layer.

use ::axum::Router;
use ::axum::extract::{FromRef, OriginalUri, Request, State};
use ::axum::middleware::{self, Next};
use ::axum::response::Response;
use ::axum::routing::any;
use hookseal::axum::{VerifyWebhook, Webhook, WebhookLayer};
use hookseal::{Raw, Verifier};
use serde_json::Value;

use super::axum::{eat, note_refusals, serve};
use super::server::Server;
use super::{Runner, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, tenant_in};

/// `hookseal-axum` without its layer.
pub(super) struct AxumExtractor;

impl Runner for AxumExtractor {
    fn name(&self) -> &'static str {
        "axum_extractor"
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        false
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        Server::run(self.wire(), move |listener| serve(listener, router(app)))
    }
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

fn router(app: App) -> Router {
    let mut hooks = Router::new()
        .route("/raw", any(raw))
        .route("/json", any(json))
        .route("/order", any(order))
        .route("/tenants/{tenant}", any(raw))
        .layer(middleware::from_fn(note_tenant));
    if let Some(outer) = &app.outer {
        hooks = hooks.route_layer(WebhookLayer::new(outer.clone()));
    }
    let hooks = hooks.route("/open", any(open));
    Router::new()
        .nest("/hooks", hooks)
        .fallback(raw)
        .layer(middleware::from_fn(eat))
        .layer(middleware::from_fn_with_state(app.clone(), note_refusals))
        .with_state(app)
}

/// What an app does that finds out by itself whose request it is.
async fn note_tenant(uri: OriginalUri, mut request: Request, next: Next) -> Response {
    if let Some(tenant) = tenant_in(uri.path()) {
        request.extensions_mut().insert(tenant);
    }
    next.run(request).await
}

async fn raw(State(app): State<App>, VerifyWebhook(event): VerifyWebhook<Raw>) -> &'static str {
    app.took("raw", &event);
    HANDLED
}

async fn json(State(app): State<App>, VerifyWebhook(event): VerifyWebhook<Value>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn order(State(app): State<App>, VerifyWebhook(event): VerifyWebhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

async fn open(State(app): State<App>, Webhook(event): Webhook<Raw>) -> &'static str {
    app.took("open", &event);
    HANDLED
}
