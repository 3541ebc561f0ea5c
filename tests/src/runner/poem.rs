//! The middleware and the extractor in poem, in nested routes.

#![allow(clippy::unused_async)] // handlers that wait for nothing

use ::poem::endpoint::BoxEndpoint;
use ::poem::http::StatusCode;
use ::poem::listener::TcpAcceptor;
use ::poem::web::Data;
use ::poem::{Endpoint, EndpointExt, Request, Response, Result, Route, Server, handler};
use hookseal::poem::{ReplayLayer, VerifyWebhook, Webhook, WebhookLayer};
use hookseal::replay::Reservation;
use hookseal::{Raw, Rejection, VerifiedBody, Verifier};
use serde_json::Value;

use super::{Runner, Wire};
use crate::site::{self, App, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// `hookseal-poem`, with its middleware or by the extractor alone.
pub(super) struct Poem {
    pub(super) layer: bool,
}

impl Runner for Poem {
    fn name(&self) -> &'static str {
        if self.layer { "poem" } else { "poem_extractor" }
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn start(&self, app: App) -> Box<dyn site::Endpoint> {
        let layer = self.layer;
        super::server::Server::run(self.wire(), move |listener| serve(listener, app, layer))
    }
}

async fn serve(listener: std::net::TcpListener, app: App, layer: bool) {
    let routes = if layer {
        layered(&app)
    } else {
        extracted(&app)
    };
    let acceptor = TcpAcceptor::from_std(listener).unwrap();
    let served = routes
        .data(app.clone())
        .before(in_front)
        .around(move |inner, request| note_refusals(app.clone(), inner, request));
    Server::new_with_acceptor(acceptor)
        .run(served)
        .await
        .unwrap();
}

/// Middleware in front that rewrites targets and reads bodies.
async fn in_front(mut request: Request) -> Result<Request> {
    let target = request.uri().path_and_query().map(ToString::to_string);
    if let Some(target) = target.as_deref().and_then(rewritten) {
        *request.uri_mut() = target.parse().unwrap();
    }
    if is_eaten(request.uri().path()) {
        drop(request.take_body().into_bytes().await);
    }
    Ok(request)
}

/// Tells the app what middleware outside the layer sees of refusals.
async fn note_refusals(app: App, inner: impl Endpoint, request: Request) -> Result<Response> {
    let response = inner.get_response(request).await;
    if let Some(rejection) = response.data::<Rejection>() {
        app.refused(rejection);
    }
    Ok(response)
}

fn layered(app: &App) -> BoxEndpoint<'static> {
    let verify = WebhookLayer::new(app.verifier.clone());
    let by_tenant = || guarded(app, raw).with(verify.clone().tenant_param("tenant"));
    let plain = Route::new()
        .at("/raw", raw)
        .at("/json", json)
        .at("/order", order)
        .at("/bytes", bytes)
        .at("/replaced", raw.before(replace));
    let hooks = guarded(app, plain.at("/*", raw)).with(verify.clone());
    // poem answers paths that are not UTF-8 by itself in nested routes, and not in others.
    let hooks = Route::new()
        .at("/hooks/tenants/:tenant", by_tenant())
        .at("/hooks/misspelt/:tennant", by_tenant())
        .nest("/hooks", hooks);
    let open = guarded(app, raw);
    let elsewhere = raw.with(verify);
    match &app.outer {
        None => hooks
            .at("/hooks/open", open)
            .at("/*", elsewhere)
            .map_to_response()
            .boxed(),
        Some(outer) => hooks.with(WebhookLayer::new(outer.clone())).boxed(),
    }
}

/// An endpoint inside the guard's middleware, if there is one.
fn guarded(app: &App, endpoint: impl Endpoint + 'static) -> BoxEndpoint<'static> {
    match &app.guard {
        None => endpoint.map_to_response().boxed(),
        Some(guard) => endpoint.with(ReplayLayer::new(guard.clone())).boxed(),
    }
}

fn extracted(app: &App) -> BoxEndpoint<'static> {
    let hooks = Route::new()
        .at("/raw", own_raw)
        .at("/json", own_json)
        .at("/order", own_order)
        .at("/*", own_raw);
    let hooks = Route::new()
        .at("/hooks/tenants/:tenant", own_raw)
        .nest("/hooks", hooks)
        .at("/*", own_raw)
        .before(note_tenant)
        .data::<Verifier>(app.verifier.clone());
    match &app.outer {
        None => Route::new()
            .at("/hooks/open", raw)
            .at("/*", hooks)
            .map_to_response()
            .boxed(),
        Some(outer) => hooks.with(WebhookLayer::new(outer.clone())).boxed(),
    }
}

/// What an app does that finds out by itself whose request it is.
async fn note_tenant(mut request: Request) -> Result<Request> {
    if let Some(tenant) = tenant_in(request.original_uri().path()) {
        request.set_data(tenant);
    }
    Ok(request)
}

/// Middleware between layer and handler that puts another body in the request.
async fn replace(mut request: Request) -> Result<Request> {
    request.set_body("replaced");
    Ok(request)
}

#[handler]
async fn raw(
    app: Data<&App>,
    reservation: Option<Data<&Reservation>>,
    Webhook(event): Webhook<Raw>,
) -> (StatusCode, &'static str) {
    app.took("raw", &event);
    let status = app.act(reservation.as_deref().copied()).await;
    (StatusCode::from_u16(status).unwrap(), HANDLED)
}

#[handler]
async fn json(Webhook(event): Webhook<Value>, app: Data<&App>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

#[handler]
async fn order(app: Data<&App>, Webhook(event): Webhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

#[handler]
async fn bytes(app: Data<&App>, body: Data<&VerifiedBody>, bytes: Vec<u8>) -> &'static str {
    app.took_bytes(&body, &bytes);
    HANDLED
}

#[handler]
async fn own_raw(app: Data<&App>, VerifyWebhook(event): VerifyWebhook<Raw>) -> &'static str {
    app.took("raw", &event);
    HANDLED
}

#[handler]
async fn own_json(app: Data<&App>, VerifyWebhook(event): VerifyWebhook<Value>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

#[handler]
async fn own_order(app: Data<&App>, VerifyWebhook(event): VerifyWebhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}
