//! The middleware and the extractors in ntex, inside a scope.

use std::net::TcpListener;
use std::thread::JoinHandle;

use ::ntex::channel::bstream;
use ::ntex::http::StatusCode;
use ::ntex::http::header::CONTENT_LENGTH;
use ::ntex::http::uri::PathAndQuery;
use ::ntex::rt::{DefaultRuntime, System};
use ::ntex::service::cfg::SharedCfg;
use ::ntex::service::{Middleware, Service, ServiceCtx};
use ::ntex::util::Bytes;
use ::ntex::web::types::{PayloadConfig, State};
use ::ntex::web::{
    self, DefaultError, HttpRequest, HttpResponse, HttpServer, ServiceConfig, WebRequest,
    WebResponse,
};
use hookseal::ntex::{KeepTarget, ReplayLayer, VerifyWebhook, Webhook, WebhookLayer};
use hookseal::replay::Reservation;
use hookseal::{Raw, Rejection, VerifiedBody};
use serde_json::Value;
use tokio::sync::oneshot;

use super::server::Server;
use super::{NotCarried, Runner, Wire};
use crate::site::{App, Endpoint, HANDLED, Order, is_eaten, rewritten, tenant_in};

/// `hookseal-ntex`, with its middleware or by the extractor alone.
pub(super) struct Ntex {
    pub(super) layer: bool,
}

impl Runner for Ntex {
    fn name(&self) -> &'static str {
        if self.layer { "ntex" } else { "ntex_extractor" }
    }

    /// HTTP/2 needs TLS in ntex.
    fn wire(&self) -> Wire {
        Wire::Http1
    }

    fn has_layer(&self) -> bool {
        self.layer
    }

    fn not_carried(&self) -> &'static [NotCarried] {
        NOT_CARRIED
    }

    fn start(&self, app: App) -> Box<dyn Endpoint> {
        let layer = self.layer;
        Server::run(self.wire(), move |listener| serve(listener, app, layer))
    }
}

const NOT_CARRIED: &[NotCarried] = &[NotCarried {
    case: "h10_a_signature_in_a_trailer_is_ignored",
    why: "ntex itself answers every body with trailers with 400",
}];

/// ntex needs a system of its own, which ends with this future.
async fn serve(listener: TcpListener, app: App, layer: bool) {
    let (started, system) = oneshot::channel();
    let thread = std::thread::spawn(move || {
        let system = System::new("ntex", DefaultRuntime);
        let ran = system.run(move || {
            let factory = async move || {
                let app = app.clone();
                let routes = if layer {
                    let verify = WebhookLayer::new(app.verifier.clone());
                    web::App::new().default_service(verify.apply(web::to(raw)))
                } else {
                    web::App::new().default_service(web::to(own_raw))
                };
                routes
                    // ntex's extractors have limits of their own, which the verifier's does not
                    // change.
                    .state(PayloadConfig::new(64 << 20))
                    .state(app.clone())
                    .configure(|config| {
                        if layer {
                            layered(config, &app);
                        } else {
                            extracted(config, &app);
                        }
                    })
                    .middleware(InFront(app))
                    .middleware(KeepTarget)
            };
            let server = HttpServer::new(factory).workers(1).disable_signals();
            drop(server.listen(listener)?.run());
            // Nobody may wait for it any more.
            let unwanted = started.send(System::current()).err();
            unwanted.inspect(System::stop);
            Ok(())
        });
        ran.unwrap();
    });
    let _running = Running(system.await.unwrap(), Some(thread));
    std::future::pending::<()>().await;
}

struct Running(System, Option<JoinHandle<()>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stop();
        if let Some(thread) = self.1.take() {
            let _ = thread.join();
        }
    }
}

/// Middleware in front: it notes refusals, rewrites targets and reads bodies.
struct InFront(App);

impl<S> Middleware<S, SharedCfg> for InFront {
    type Service = Around<S>;

    fn create(&self, service: S, _: SharedCfg) -> Around<S> {
        Around {
            service,
            app: self.0.clone(),
        }
    }
}

struct Around<S> {
    service: S,
    app: App,
}

impl<S, E> Service<WebRequest<E>> for Around<S>
where
    S: Service<WebRequest<E>, Response = WebResponse>,
{
    type Response = WebResponse;
    type Error = S::Error;

    ::ntex::forward_ready!(service);

    async fn call(
        &self,
        mut request: WebRequest<E>,
        context: ServiceCtx<'_, Self>,
    ) -> Result<WebResponse, S::Error> {
        rewrite(&mut request);
        if is_eaten(request.path()) {
            drop(request.take_payload());
        }
        let response = context.call(&self.service, request).await?;
        if let Some(rejection) = response.response().extensions().get::<Rejection>() {
            self.app.refused(rejection);
        }
        Ok(response)
    }
}

fn rewrite<E>(request: &mut WebRequest<E>) {
    let target = request.uri().path_and_query().map(PathAndQuery::as_str);
    if let Some(target) = target.and_then(rewritten) {
        let uri: ::ntex::http::Uri = target.parse().unwrap();
        request.match_info_mut().set(uri.clone());
        request.head_mut().uri = uri;
    }
}

/// What an app does that finds out by itself whose request it is.
fn note_tenant(request: &mut WebRequest<DefaultError>) {
    if let Some(tenant) = tenant_in(request.path()) {
        request.extensions_mut().insert(tenant);
    }
}

/// Middleware between layer and handler that puts another body in the request.
fn replace(request: &mut WebRequest<DefaultError>) {
    let replaced = bstream::empty(Some(Bytes::from_static(b"replaced")));
    request.set_payload(replaced.into());
    request.headers_mut().remove(CONTENT_LENGTH);
}

/// Middleware that changes requests.
#[derive(Clone, Copy)]
struct Before(fn(&mut WebRequest<DefaultError>));

impl<S> Middleware<S, SharedCfg> for Before {
    type Service = Changing<S>;

    fn create(&self, service: S, _: SharedCfg) -> Changing<S> {
        Changing {
            service,
            change: self.0,
        }
    }
}

struct Changing<S> {
    service: S,
    change: fn(&mut WebRequest<DefaultError>),
}

impl<S: Service<WebRequest<DefaultError>>> Service<WebRequest<DefaultError>> for Changing<S> {
    type Response = S::Response;
    type Error = S::Error;

    ::ntex::forward_ready!(service);

    async fn call(
        &self,
        mut request: WebRequest<DefaultError>,
        context: ServiceCtx<'_, Self>,
    ) -> Result<S::Response, S::Error> {
        (self.change)(&mut request);
        context.call(&self.service, request).await
    }
}

/// Middleware that may be left out. Both ways have one type.
struct Maybe<L>(Option<L>);

impl<S, L: Middleware<S, SharedCfg>> Middleware<S, SharedCfg> for Maybe<L> {
    type Service = MaybeIn<S, L::Service>;

    fn create(&self, service: S, config: SharedCfg) -> Self::Service {
        match &self.0 {
            None => MaybeIn::Bare(service),
            Some(layer) => MaybeIn::Layered(layer.create(service, config)),
        }
    }
}

enum MaybeIn<S, L> {
    Bare(S),
    Layered(L),
}

impl<S, L> Service<WebRequest<DefaultError>> for MaybeIn<S, L>
where
    S: Service<WebRequest<DefaultError>, Response = WebResponse>,
    L: Service<WebRequest<DefaultError>, Response = WebResponse, Error = S::Error>,
{
    type Response = WebResponse;
    type Error = S::Error;

    async fn call(
        &self,
        request: WebRequest<DefaultError>,
        context: ServiceCtx<'_, Self>,
    ) -> Result<WebResponse, S::Error> {
        match self {
            Self::Bare(service) => context.call(service, request).await,
            Self::Layered(service) => context.call(service, request).await,
        }
    }
}

fn layered(config: &mut ServiceConfig, app: &App) {
    let verify = WebhookLayer::new(app.verifier.clone());
    let guard = || Maybe(app.guard.clone().map(ReplayLayer::new));
    let outer = || Maybe(app.outer.clone().map(WebhookLayer::new));
    let by_tenant = |path| {
        web::resource(path)
            .middleware(guard())
            .middleware(verify.clone().tenant_param("tenant"))
            .middleware(outer())
            .to(raw)
    };
    let hooks = web::scope("/hooks")
        .route("/raw", web::to(raw))
        .route("/json", web::to(json))
        .route("/order", web::to(order))
        .route("/bytes", web::to(bytes))
        .service(
            web::resource("/replaced")
                .middleware(Before(replace))
                .to(raw),
        )
        .default_service(web::to(raw))
        .middleware(guard())
        .middleware(verify.clone())
        .middleware(outer());
    config
        .service(by_tenant("/hooks/tenants/{tenant}"))
        .service(by_tenant("/hooks/misspelt/{tennant}"))
        .service(web::resource("/hooks/open").middleware(guard()).to(raw))
        .service(hooks);
}

fn extracted(config: &mut ServiceConfig, app: &App) {
    let hooks = web::scope("/hooks")
        .route("/tenants/{tenant}", web::to(own_raw))
        .route("/raw", web::to(own_raw))
        .route("/json", web::to(own_json))
        .route("/order", web::to(own_order))
        .middleware(Before(note_tenant))
        .middleware(Maybe(app.outer.clone().map(WebhookLayer::new)));
    config
        .state(app.verifier.clone())
        .service(web::resource("/hooks/open").to(raw))
        .service(hooks);
}

async fn raw(app: State<App>, request: HttpRequest, Webhook(event): Webhook<Raw>) -> HttpResponse {
    app.took("raw", &event);
    let reservation = request.extensions().get::<Reservation>().copied();
    let status = app.act(reservation.as_ref()).await;
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).body(HANDLED)
}

async fn json(Webhook(event): Webhook<Value>, app: State<App>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn order(app: State<App>, Webhook(event): Webhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}

async fn bytes(app: State<App>, request: HttpRequest, bytes: Bytes) -> &'static str {
    let body = request.extensions().get::<VerifiedBody>().cloned();
    app.took_bytes(&body.unwrap(), &bytes);
    HANDLED
}

async fn own_raw(app: State<App>, VerifyWebhook(event): VerifyWebhook<Raw>) -> &'static str {
    app.took("raw", &event);
    HANDLED
}

async fn own_json(app: State<App>, VerifyWebhook(event): VerifyWebhook<Value>) -> &'static str {
    app.took("json", &event);
    HANDLED
}

async fn own_order(app: State<App>, VerifyWebhook(event): VerifyWebhook<Order>) -> &'static str {
    app.took("order", &event);
    HANDLED
}
