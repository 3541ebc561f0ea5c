//! The layer and the extractor in axum, in a nested router.

use ::axum::body::{Body, Bytes};
use ::axum::extract::State;
use ::axum::http::StatusCode;
use ::axum::middleware::{self, Next};
use ::axum::response::Response;
use ::axum::routing::any;
use ::axum::{Extension, Router, ServiceExt, extract};
use hookseal::axum::{KeepTargetLayer, ReplayLayer, Webhook, WebhookLayer};
use hookseal::replay::Reservation;
use hookseal::{Raw, Rejection, VerifiedBody};
use serde_json::Value;
use tower::Layer as _;
use tower::util::MapRequest;

use super::server::Server;
use super::tower::rewrite;
use super::{Runner, Senders, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten};

/// `hookseal-axum` with its layer.
pub(super) struct Axum(pub(super) Wire);

impl Runner for Axum {
    fn name(&self) -> &'static str {
        match self.0 {
            Wire::Http2 => "axum_h2",
            _ => "axum",
        }
    }

    fn wire(&self) -> Wire {
        self.0
    }

    fn has_layer(&self) -> bool {
        true
    }

    fn vectors_of(&self) -> Senders {
        match self.0 {
            Wire::Http1 => Senders::All,
            _ => Senders::Founding,
        }
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        Server::run(self.0, move |listener| serve(listener, router(app)))
    }
}

pub(super) async fn serve(listener: std::net::TcpListener, router: Router) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let service = KeepTargetLayer.layer(MapRequest::new(router, rewrite));
    let service = ServiceExt::<extract::Request>::into_make_service(service);
    ::axum::serve(listener, service).await.unwrap();
}

/// Tells the app what middleware outside the layer sees of refusals.
pub(super) async fn note_refusals(
    State(app): State<App>,
    request: extract::Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if let Some(rejection) = response.extensions().get::<Rejection>() {
        app.refused(rejection);
    }
    response
}

fn router(app: App) -> Router {
    let mut hooks = Router::new()
        .route("/raw", any(raw))
        .route("/json", any(json))
        .route("/order", any(order))
        .route("/bytes", any(bytes))
        .route("/replaced", any(raw).layer(middleware::from_fn(replace)));
    let misspelt = Router::new().route("/misspelt/{tennant}", any(raw));
    let mut tenants = Router::new().route("/tenants/{tenant}", any(raw));
    let mut open = Router::new().route("/open", any(raw));
    if let Some(guard) = &app.guard {
        let layer = ReplayLayer::new(guard.clone());
        hooks = hooks.route_layer(layer.clone());
        tenants = tenants.route_layer(layer.clone());
        open = open.route_layer(layer);
    }
    let verify = WebhookLayer::new(app.verifier.clone());
    let tenants = tenants.route_layer(verify.clone().tenant_param("tenant"));
    let misspelt = misspelt.route_layer(verify.clone().tenant_param("tenant"));
    hooks = hooks.route_layer(verify).merge(tenants).merge(misspelt);
    if let Some(outer) = &app.outer {
        hooks = hooks.route_layer(WebhookLayer::new(outer.clone()));
    }
    let hooks = hooks.merge(open);
    let elsewhere = Router::new()
        .fallback(raw)
        .layer(WebhookLayer::new(app.verifier.clone()))
        .with_state(app.clone());
    Router::new()
        .nest("/hooks", hooks)
        .fallback_service(elsewhere)
        .layer(middleware::from_fn(eat))
        .layer(middleware::from_fn_with_state(app.clone(), note_refusals))
        .with_state(app)
}

/// Middleware in front that reads bodies.
pub(super) async fn eat(request: extract::Request, next: Next) -> Response {
    if !is_eaten(request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    drop(::axum::body::to_bytes(body, usize::MAX).await);
    let request = extract::Request::from_parts(parts, Body::empty());
    next.run(request).await
}

async fn raw(
    State(app): State<App>,
    reservation: Option<Extension<Reservation>>,
    Webhook(event): Webhook<Raw>,
) -> (StatusCode, &'static str) {
    app.took("raw", &event);
    let status = app.act(reservation.as_deref()).await;
    (StatusCode::from_u16(status).unwrap(), HANDLED)
}

async fn json(Webhook(event): Webhook<Value>, State(app): State<App>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn order(State(app): State<App>, Webhook(event): Webhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

async fn bytes(
    State(app): State<App>,
    Extension(body): Extension<VerifiedBody>,
    bytes: Bytes,
) -> &'static str {
    app.took_bytes(&body, &bytes);
    HANDLED
}

/// Middleware between layer and handler that puts another body in the request.
async fn replace(request: extract::Request, next: Next) -> Response {
    next.run(request.map(|_| Body::from("replaced"))).await
}
