//! The middleware and the extractor in salvo, in nested routers.

use ::salvo::conn::tcp::TcpAcceptor;
use ::salvo::extract::Extractible;
use ::salvo::http::StatusCode;
use ::salvo::prelude::*;
use hookseal::replay::Reservation;
use hookseal::salvo::{
    KeepTarget, ReplayLayer, VerifyWebhook, Webhook, WebhookLayer, WebhookRejection,
};
use hookseal::{Raw, Rejection, VerifiedBody};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::server;
use super::{Runner, Wire};
use crate::site::{self, App, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// `hookseal-salvo`, with its middleware or by the extractor alone.
pub(super) struct Salvo {
    pub(super) layer: bool,
}

impl Runner for Salvo {
    fn name(&self) -> &'static str {
        if self.layer {
            "salvo"
        } else {
            "salvo_extractor"
        }
    }

    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn start(&self, app: App) -> Box<dyn site::Endpoint> {
        let routes = if self.layer { layered } else { extracted };
        server::Server::run(self.wire(), move |listener| serve(listener, app, routes))
    }
}

async fn serve(listener: std::net::TcpListener, app: App, routes: fn(&App) -> Router) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let acceptor = TcpAcceptor::try_from(listener).unwrap();
    // salvo routes before any hoop runs, so what rewrites targets has routes of its own.
    let stage = Router::with_path("stage")
        .hoop(KeepTarget)
        .hoop(rewrite)
        .push(routes(&app));
    let served = Router::new()
        .hoop(InFront(app.clone()))
        .push(stage)
        .push(routes(&app));
    Server::new(acceptor).serve(served).await;
}

/// A hoop in front that reads bodies, and tells the app what it sees of refusals.
struct InFront(App);

#[handler]
impl InFront {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        chain: &mut FlowCtrl,
    ) {
        if is_eaten(request.uri().path()) {
            drop(request.take_body().collect().await);
        }
        depot.insert_typed(self.0.clone());
        chain.call_next(request, depot, response).await;
        if let Some(rejection) = response.extensions.get::<Rejection>() {
            self.0.refused(rejection);
        }
    }
}

#[handler]
async fn rewrite(request: &mut Request) {
    let target = request.uri().path_and_query().map(ToString::to_string);
    if let Some(target) = target.as_deref().and_then(rewritten) {
        request.set_uri(target.parse().unwrap());
    }
}

fn layered(app: &App) -> Router {
    let verify = WebhookLayer::new(app.verifier.clone());
    let by_tenant = |path: &str| {
        let route = Router::with_path(path).hoop(verify.clone().tenant_param("tenant"));
        guarded(app, route).goal(raw)
    };
    let path = Router::with_path;
    let plain = guarded(app, Router::new().hoop(verify.clone()))
        .push(path("raw").goal(raw))
        .push(path("json").goal(json))
        .push(path("order").goal(order))
        .push(path("bytes").goal(bytes))
        .push(path("replaced").hoop(replace).goal(raw))
        .push(path("{**rest}").goal(raw));
    let verified = Router::new()
        .push(by_tenant("tenants/{tenant}"))
        .push(by_tenant("misspelt/{tennant}"));
    let hooks = path("hooks");
    let open = guarded(app, path("open")).goal(raw);
    let hooks = match &app.outer {
        None => hooks.push(open).push(verified).push(plain),
        Some(outer) => {
            let outer = WebhookLayer::new(outer.clone());
            hooks.hoop(outer).push(verified).push(plain)
        }
    };
    let elsewhere = path("{**rest}").hoop(verify.clone()).goal(raw);
    Router::new().push(hooks).push(elsewhere)
}

/// A router inside the guard's middleware, if there is one.
fn guarded(app: &App, router: Router) -> Router {
    match &app.guard {
        None => router,
        Some(guard) => router.hoop(ReplayLayer::new(guard.clone())),
    }
}

fn extracted(app: &App) -> Router {
    let path = Router::with_path;
    let own = Router::new()
        .hoop(install)
        .push(path("hooks/json").goal(own_json))
        .push(path("hooks/order").goal(own_order))
        .push(path("{**rest}").goal(own_raw));
    let open = path("hooks/open").goal(raw);
    match &app.outer {
        None => Router::new().push(open).push(own),
        Some(outer) => Router::new()
            .hoop(WebhookLayer::new(outer.clone()))
            .push(own),
    }
}

/// What an app does that has its verifier in the depot, and finds out by itself whose request
/// it is.
#[handler]
async fn install(request: &mut Request, depot: &mut Depot) {
    let verifier = app_in(depot).verifier;
    depot.insert_typed(verifier);
    if let Some(tenant) = tenant_in(request.uri().path()) {
        request.extensions_mut().insert(tenant);
    }
}

/// A hoop between layer and handler that puts another body in the request.
#[handler]
async fn replace(request: &mut Request) {
    request.replace_body("replaced".into());
}

fn app_in(depot: &Depot) -> App {
    depot.get_typed::<App>().unwrap().clone()
}

#[handler]
async fn raw(event: Webhook<Raw>, depot: &mut Depot, response: &mut Response) {
    let app = app_in(depot);
    app.took("raw", &event);
    let status = app.act(depot.get_typed::<Reservation>().ok()).await;
    response.status_code(StatusCode::from_u16(status).unwrap());
    response.render(HANDLED);
}

#[handler]
async fn json(event: Webhook<Value>, depot: &mut Depot) -> &'static str {
    app_in(depot).took("json", &event);
    HANDLED
}

#[handler]
async fn order(depot: &mut Depot, event: Webhook<Order>) -> &'static str {
    app_in(depot).took("order", &event);
    HANDLED
}

#[handler]
async fn bytes(request: &mut Request, depot: &mut Depot) -> &'static str {
    let read = request.payload().await.unwrap();
    let body = depot.get_typed::<VerifiedBody>().unwrap();
    app_in(depot).took_bytes(body, read);
    HANDLED
}

/// The extractors as a handler calls them that answers handshakes: among its arguments salvo
/// makes 400 of the answer.
type Handled = Result<&'static str, WebhookRejection>;

#[handler]
async fn own_raw(request: &mut Request, depot: &mut Depot) -> Handled {
    let app = app_in(depot);
    let event: VerifyWebhook<Raw> = VerifyWebhook::extract(request, depot).await?;
    app.took("raw", &event);
    Ok(HANDLED)
}

#[handler]
async fn own_json(request: &mut Request, depot: &mut Depot) -> Handled {
    let app = app_in(depot);
    let event: VerifyWebhook<Value> = VerifyWebhook::extract(request, depot).await?;
    app.took("json", &event);
    Ok(HANDLED)
}

#[handler]
async fn own_order(event: VerifyWebhook<Order>, depot: &mut Depot) -> &'static str {
    app_in(depot).took("order", &event);
    HANDLED
}
