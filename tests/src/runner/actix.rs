//! The middleware and the extractor in actix-web, inside a scope.

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::{Extensions, Service as _, ServiceRequest};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::{Condition, Next, from_fn};
use actix_web::{App as ActixApp, HttpMessage as _, HttpServer, web};
use hookseal::actix::{KeepTarget, ReplayLayer, Webhook, WebhookLayer};
use hookseal::replay::{MemoryStore, ReplayGuard, Reservation};
use hookseal::{Raw, Rejection, VerifiedBody};
use serde_json::Value;

use super::server::Server;
use super::{Runner, Senders, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// `hookseal-actix`, with its middleware or by the extractor alone.
pub(super) struct Actix {
    pub(super) wire: Wire,
    pub(super) layer: bool,
}

impl Runner for Actix {
    fn name(&self) -> &'static str {
        match (self.layer, self.wire) {
            (false, _) => "actix_extractor",
            (true, Wire::Http2) => "actix_h2",
            (true, _) => "actix",
        }
    }

    fn wire(&self) -> Wire {
        self.wire
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn vectors_of(&self) -> Senders {
        match (self.layer, self.wire) {
            (true, Wire::Http1) => Senders::All,
            _ => Senders::Founding,
        }
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        let layer = self.layer;
        Server::run(self.wire, move |listener| serve(listener, app, layer))
    }
}

async fn serve(listener: std::net::TcpListener, app: App, layer: bool) {
    HttpServer::new(move || {
        let noting = app.clone();
        let app = app.clone();
        ActixApp::new()
            .app_data(web::Data::new(app.clone()))
            .wrap_fn(move |request, service| {
                let app = noting.clone();
                let response = service.call(request);
                async move {
                    let response = response.await?;
                    if let Some(rejection) = response.response().extensions().get::<Rejection>() {
                        app.refused(rejection);
                    }
                    Ok(response)
                }
            })
            .configure(move |config| {
                if layer {
                    layered(config, &app);
                } else {
                    extracted(config, &app);
                }
            })
            .wrap_fn(|mut request, service| {
                rewrite(&mut request);
                if is_eaten(request.path()) {
                    drop(request.take_payload());
                }
                service.call(request)
            })
            .wrap(KeepTarget)
    })
    .workers(1)
    .disable_signals()
    .listen_auto_h2c(listener)
    .unwrap()
    .run()
    .await
    .unwrap();
}

/// What middleware in front does that rewrites targets.
fn rewrite(request: &mut ServiceRequest) {
    let target = request.uri().path_and_query().map(PathAndQuery::as_str);
    if let Some(target) = target.and_then(rewritten) {
        let uri: actix_web::http::Uri = target.parse().unwrap();
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

fn layered(config: &mut web::ServiceConfig, app: &App) {
    let verify = WebhookLayer::new(app.verifier.clone());
    let guard = || guard_of(app);
    let plain = web::scope("")
        .route("/raw", web::to(raw))
        .route("/json", web::to(json))
        .route("/order", web::to(order))
        .route("/bytes", web::to(bytes))
        .service(
            web::resource("/replaced")
                .wrap_fn(|mut request: ServiceRequest, service| {
                    request.set_payload(web::Bytes::from_static(b"replaced").into());
                    request.headers_mut().remove(CONTENT_LENGTH);
                    service.call(request)
                })
                .to(raw),
        );
    let hooks = web::scope("")
        .service(
            web::resource("/tenants/{tenant}")
                .wrap(guard())
                .wrap(verify.clone().tenant_param("tenant"))
                .to(raw),
        )
        .service(
            web::resource("/misspelt/{tennant}")
                .wrap(guard())
                .wrap(verify.clone().tenant_param("tenant"))
                .to(raw),
        )
        .service(plain.wrap(guard()).wrap(verify));
    let elsewhere = web::to(raw).wrap(WebhookLayer::new(app.verifier.clone()));
    config.default_service(elsewhere);
    let open = web::resource("/open").wrap(guard()).to(raw);
    match &app.outer {
        None => config.service(web::scope("/hooks").service(open).service(hooks)),
        Some(outer) => config.service(
            web::scope("/hooks")
                .wrap(WebhookLayer::new(outer.clone()))
                .service(hooks),
        ),
    };
}

/// The guard's middleware, if there is one. Both ways have one type.
fn guard_of(app: &App) -> Condition<ReplayLayer> {
    let none = || ReplayGuard::new("none", MemoryStore::new()).unwrap();
    let layer = ReplayLayer::new(app.guard.clone().unwrap_or_else(none));
    Condition::new(app.guard.is_some(), layer)
}

fn extracted(config: &mut web::ServiceConfig, app: &App) {
    let verifier = app.verifier.clone();
    let elsewhere = web::to(raw).wrap(from_fn(
        move |mut request: ServiceRequest, next: Next<BoxBody>| {
            let mut data = Extensions::new();
            data.insert(verifier.clone());
            request.add_data_container(Rc::new(data));
            next.call(request)
        },
    ));
    config.default_service(elsewhere);
    let hooks = web::scope("")
        .app_data(app.verifier.clone())
        .wrap_fn(|request, service| {
            // What an app does that finds out by itself whose request it is.
            if let Some(tenant) = tenant_in(request.path()) {
                request.extensions_mut().insert(tenant);
            }
            service.call(request)
        })
        .route("/tenants/{tenant}", web::to(raw))
        .route("/raw", web::to(raw))
        .route("/json", web::to(json))
        .route("/order", web::to(order));
    let open = web::resource("/open").to(raw);
    match &app.outer {
        None => config.service(web::scope("/hooks").service(open).service(hooks)),
        Some(outer) => config.service(
            web::scope("/hooks")
                .wrap(WebhookLayer::new(outer.clone()))
                .service(hooks),
        ),
    };
}

async fn raw(
    app: web::Data<App>,
    reservation: Option<web::ReqData<Reservation>>,
    Webhook(event): Webhook<Raw>,
) -> (&'static str, StatusCode) {
    app.took("raw", &event);
    let status = app.act(reservation.as_deref()).await;
    (HANDLED, StatusCode::from_u16(status).unwrap())
}

async fn json(Webhook(event): Webhook<Value>, app: web::Data<App>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn order(app: web::Data<App>, Webhook(event): Webhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

async fn bytes(
    app: web::Data<App>,
    body: web::ReqData<VerifiedBody>,
    bytes: web::Bytes,
) -> &'static str {
    app.took_bytes(&body, &bytes);
    HANDLED
}
